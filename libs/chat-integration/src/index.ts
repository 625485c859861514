export { ChatIntegrationModule } from './chat-integration.module.js';
export {
  CHAT_INTEGRATION_MODULE_OPTIONS,
  type ChatIntegrationForRootAsyncOptions,
  type ChatIntegrationForRootOptions,
} from './chat-integration.module-definition.js';
export type {
  ChatEndpoints,
  ChatIntegrationModuleExtras,
  ChatIntegrationModuleOptions,
  ClassProviderOption,
} from './chat-integration.options.js';
export {
  ChatIntegrationError,
  InvalidOptionsError,
  VendorNotConfiguredError,
  type ChatIntegrationErrorCode,
  type OptionProblem,
} from './chat-integration.errors.js';

export type { ChatPermissions, ChatProfile, ChatUser, ModerationRight } from './users/chat-user.js';
export { UserProvider, type UserAbility } from './users/user-provider.js';
export {
  InvalidUserIdError,
  isUserId,
  MAX_USER_ID,
  parseUserId,
  toUserId,
  type UserId,
} from './users/user-id.js';
export { UserProviderError, UserProviderTimeoutError } from './users/users.service.js';

export {
  RequestUserVisitorResolver,
  UnknownVisitorShapeError,
  VisitorResolver,
} from './visitor/visitor-resolver.js';

export { BasicAuthGuard } from './imbachat/basic-auth.guard.js';
export type { ImbaChatCredentials, ImbaChatOptions } from './imbachat/imbachat.options.js';
export { ImbaChatWidgetService } from './imbachat/imbachat-widget.service.js';
export {
  ExpiredTokenError,
  InvalidTokenError,
  InvalidTokenTtlError,
  TokenService,
  type IssueTokenOptions,
  type VerifiedToken,
} from './imbachat/token.service.js';
export type { KeyvStore } from './imbachat/user-cache/keyv-record-store.js';
export { UserCache } from './imbachat/user-cache/user-cache.js';
export type { UserCacheOptions } from './imbachat/user-cache/user-cache.options.js';
export type { UserSummary, UsersInfoRecord } from './imbachat/users-info.js';
export { UsersInfoController } from './imbachat/users-info.controller.js';

export { AmbiguousIdentityError } from './chatbro/ambiguity.js';
export type { ChatBroOptions, ChatBroSigningOptions } from './chatbro/chatbro.options.js';
export { ChatBroSignatureService, type ChatBroParams } from './chatbro/chatbro-signature.service.js';
export { ChatBroWidgetService, type ChatBroRenderOptions } from './chatbro/chatbro-widget.service.js';
export { InvalidIdentityError, type ChatBroField, type ChatBroIdentity } from './chatbro/identity.js';
export { selfDelimitingId } from './chatbro/user-ids.js';

export type { ChatBroBoot, ChatBroChat, ChatBroLook, ChatBroWidgetParams } from './browser/chatbro.js';
export type { ImbaChatBoot, ImbaChatLook, ImbaChatWidgetOptions } from './browser/imbachat.js';
export { NoStoreInterceptor } from './http/no-store.interceptor.js';
export type { RenderOptions } from './widget/chat-widget.js';
export { ChatWidgetsService } from './widget/chat-widgets.service.js';
export type { WidgetSources } from './widget/content-security-policy.js';
export { InvalidNonceError } from './widget/inline-script.js';

export { ChatIntegrationModule } from './chat-integration.module.js';
export {
  CHAT_INTEGRATION_MODULE_OPTIONS,
  type ChatIntegrationForRootAsyncOptions,
  type ChatIntegrationForRootOptions,
} from './chat-integration.module-definition.js';
export type { ChatEndpoints } from './chat-integration.endpoints.js';
export type {
  ChatIntegrationModuleExtras,
  ChatIntegrationModuleOptions,
  ProviderOption,
} from './chat-integration.options.js';
export {
  ChatIntegrationError,
  InvalidOptionsError,
  VendorNotConfiguredError,
  type ChatIntegrationErrorCode,
  type OptionProblem,
} from './chat-integration.errors.js';

export type { ChatPermissions, ChatProfile, ChatUser, ModerationRight } from './users/chat-user.js';
export { InvalidUserIdError, type UserId } from './users/user-id.js';
export {
  UserProvider,
  type OptionalUserProviderMethod,
  type UserProviderContext,
} from './users/user-provider.js';
export {
  UserProviderBusyError,
  UserProviderError,
  UserProviderFailedError,
  UserProviderTimeoutError,
} from './users/user-provider.errors.js';

export {
  RequestUserVisitorResolver,
  VisitorResolver,
  type ResolveVisitor,
  type VisitorId,
} from './visitor/visitor-resolver.js';

export type { ChatWidget, WidgetContext } from './widgets/chat-widget.js';
export {
  ChatWidgetsService,
  PageTimeoutError,
  type ChatPageOptions,
  type OnWidgetError,
} from './widgets/chat-widgets.service.js';
export type { VendorCallOptions } from './http-client/vendor-client.js';
export {
  InvalidArgumentError,
  TlsNotVerifiedError,
  VendorCredentialsError,
  VendorError,
  VendorRefusedError,
  VendorResponseError,
  VendorTimeoutError,
  VendorUnreachableError,
} from './http-client/vendor.errors.js';
export type { CspDirective, CspSources } from './widgets/csp.js';
export type {
  Display,
  DisplayContext,
  DisplayFunction,
  DisplayOption,
  DisplayRules,
} from './widgets/display.js';
export { WithoutChat } from './widgets/without-chat.js';
export { InvalidNonceError } from './widgets/inline-script.js';
export { NoStoreInterceptor } from './http/no-store.interceptor.js';

export { BasicAuthGuard } from './imbachat/endpoints/basic-auth.guard.js';
export { UsersInfoController } from './imbachat/endpoints/users-info.controller.js';
export type { ImbaChatPageOptions } from './imbachat/imbachat-widget.js';
export type { ImbaChatLook, ImbaChatWidgetParams } from 'nestjs-chat-browser/imbachat';
export type { ImbaChatCredentials, ImbaChatOptions } from './imbachat/imbachat.options.js';
export {
  ChatNotificationHandler,
  type ChatNotification,
  type ChatNotificationContext,
} from './imbachat/notifications/chat-notification-handler.js';
export {
  ImbaChatMessages,
  type ImbaChatRequestOptions,
  type OutgoingMessage,
  type SentMessage,
} from './imbachat/outbound/imbachat-messages.service.js';
export { ImbaChatSupport } from './imbachat/outbound/imbachat-support.service.js';
export { MissingParameterError } from './imbachat/outbound/missing-parameter.error.js';
export { RoomPipes } from './imbachat/outbound/room-pipes.service.js';
export { InvalidUserNumberError } from './imbachat/protocol/user-numbers.js';
export type { UserSummary, UsersInfoRecord } from './imbachat/protocol/users-info-record.js';
export {
  ExpiredTokenError,
  InvalidTokenError,
  InvalidTokenTtlError,
  type VerifiedToken,
} from './imbachat/protocol/user-token.js';
export { TokenService, type IssueTokenOptions } from './imbachat/token.service.js';
export type { KeyvStore } from './imbachat/user-cache/keyv-record-store.js';
export { UserCache } from './imbachat/user-cache/user-cache.js';
export type { UserCacheOptions } from './imbachat/user-cache/user-cache.options.js';
export { IdentityUserNumbers, UserNumbers } from './imbachat/protocol/user-numbers.js';

export { ChatBroSignatureService, type SignOptions } from './chatbro/chatbro-signature.service.js';
export type { ChatBroPageOptions } from './chatbro/chatbro-widget.js';
export type { ChatBroChat, ChatBroLook, ChatBroWidgetParams } from 'nestjs-chat-browser/chatbro';
export type { ChatBroChatStore, ChatBroOptions, StoredChat } from './chatbro/chatbro.options.js';
export { ChatHasChildrenError } from './chatbro/chats/chat-has-children.error.js';
export type { ChatBroAccountOptions } from './chatbro/chats/chatbro-account.options.js';
export { ChatBroChats } from './chatbro/chats/chatbro-chats.service.js';
export type { DeleteChatOptions } from './chatbro/chats/chatbro-client.js';
export type { KeyvTokenStore } from './chatbro/chats/keyv-token-store.js';
export { UnknownChatError } from './chatbro/chats/unknown-chat.error.js';
export type { ListedChat, ManagedChat } from './chatbro/chats/managed-chat.js';
export { AmbiguousIdentityError } from './chatbro/protocol/ambiguity.js';
export {
  InvalidIdentityError,
  type ChatBroField,
  type ChatBroIdentity,
} from './chatbro/protocol/identity.js';
export type { ChatBroParams } from './chatbro/protocol/identity-signer.js';
export type { ChatBroSigningOptions } from './chatbro/protocol/signing.options.js';
export { selfDelimitingId } from './chatbro/protocol/user-ids.js';

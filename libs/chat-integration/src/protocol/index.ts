export {
  ChatIntegrationError,
  InvalidOptionsError,
  type ChatIntegrationErrorCode,
  type OptionProblem,
} from '../chat-integration.errors.js';

export {
  basicAuthorization,
  parseBasicCredentials,
  type BasicCredentials,
  type ParsedBasicCredentials,
  type Refusal,
} from '../imbachat/protocol/basic-credentials.js';
export { MAX_TOKEN_BYTES, readTokenClaims, type TokenClaims } from '../imbachat/protocol/token-claims.js';
export {
  InvalidUserNumberError,
  isUserNumber,
  MAX_USER_NUMBER,
  parseUserNumber,
} from '../imbachat/protocol/user-numbers.js';
export {
  ExpiredTokenError,
  InvalidTokenError,
  InvalidTokenTtlError,
  isSignedWith,
  signToken,
  verifyToken,
  type SignTokenOptions,
  type VerifiedToken,
  type VerifyTokenOptions,
} from '../imbachat/protocol/user-token.js';
export type { UsersInfoRecord } from '../imbachat/protocol/users-info-record.js';

export {
  AmbiguousIdentityError,
  findAmbiguity,
  type AmbiguityRules,
  type Ambiguity,
} from '../chatbro/protocol/ambiguity.js';
export {
  InvalidIdentityError,
  signedText,
  TEXT_FIELDS,
  type ChatBroField,
  type ChatBroIdentity,
  type ChatBroTextField,
} from '../chatbro/protocol/identity.js';
export {
  signIdentity,
  type ChatBroParams,
  type SignIdentityOptions,
} from '../chatbro/protocol/identity-signer.js';
export { ReservedNames } from '../chatbro/protocol/reserved-names.js';
export { md5 } from '../chatbro/protocol/signature.js';
export type { ChatBroSigningOptions } from '../chatbro/protocol/signing.options.js';
export { findContinuedId, selfDelimitingId, type FindOtherId } from '../chatbro/protocol/user-ids.js';

export {
  CHAT_PERMISSIONS,
  MODERATION_RIGHTS,
  type ChatPermissions,
  type ChatProfile,
  type ChatUser,
  type ModerationRight,
} from '../users/chat-user.js';
export type { UserId } from '../users/user-id.js';

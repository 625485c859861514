// Shared with nestjs-chat-devtools of the same version; not an API. Loads no Nest.
export { ChatBroAccountOptions } from '../chatbro/chats/chatbro-account.options.js';
export { ChatBroClient } from '../chatbro/chats/chatbro-client.js';
export { IdentitySite } from '../chatbro/protocol/identity-signer.js';
export { VendorClient } from '../http-client/vendor-client.js';
export { isBaseUrl } from '../options/base-url.js';
export { IsOptional, Option, readOptions, type Resolved } from '../options/options.js';
export {
  Exact,
  isCredentialText,
  isLogin,
  isProduction,
  isSampleSecret,
  isSigningSecret,
  MIN_SECRET_BYTES,
  RECOMMENDED_SECRET_BYTES,
} from '../options/secret-rules.js';
export { describeSecret, describeValue, isPlainObject, printable, quote } from '../text/describe.js';
export { scriptJson } from '../widgets/inline-script.js';

export { basicAuthorization } from '../imbachat/protocol/basic-credentials.js';
export {
  chatServer,
  USERS_INFO_LAYOUTS,
  type ChatServer,
  type ChatServerOptions,
  type UsersInfoLayout,
} from './chat-server.js';
export type { AuthenticateSample } from './contract/authenticate-cases.js';
export { UserProviderContractError, type ContractCase } from './contract/contract-case.js';
export type { FindFriendsSample } from './contract/find-friends-cases.js';
export type { SearchSample } from './contract/search-cases.js';
export { FakeChatBroChats, type FakeChat, type FakeChatBroChatsCall } from './fake-chatbro-chats.js';
export { FakeChatNotificationHandler } from './fake-chat-notification-handler.js';
export { FakeImbaChatMessages, type FakeImbaChatRequest } from './fake-imbachat-messages.js';
export { FakeImbaChatSupport } from './fake-imbachat-support.js';
export { FakeRoomPipes } from './fake-room-pipes.js';
export {
  FakeUserProvider,
  type FakeLogin,
  type FakeUserProviderCall,
  type FakeUserProviderOptions,
} from './fake-user-provider.js';
export { frozenClock, type FrozenClock } from './frozen-clock.js';
export { userProviderContract, type UserProviderContractOptions } from './user-provider-contract.js';

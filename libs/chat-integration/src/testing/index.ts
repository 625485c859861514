export {
  basicAuthorization,
  chatServer,
  USERS_INFO_LAYOUTS,
  type ChatServer,
  type ChatServerOptions,
  type UsersInfoLayout,
} from './chat-server.js';
export type { AuthenticateSample } from './contract/authenticate-questions.js';
export { UserProviderContractError, type ContractCase } from './contract/contract-case.js';
export type { FindFriendsSample } from './contract/find-friends-questions.js';
export type { SearchSample } from './contract/search-questions.js';
export {
  FakeUserProvider,
  type FakeLogin,
  type FakeUserProviderAbilities,
  type FakeUserProviderCall,
} from './fake-user-provider.js';
export { frozenClock, type FrozenClock } from './frozen-clock.js';
export { userProviderContract, type UserProviderContractOptions } from './user-provider-contract.js';

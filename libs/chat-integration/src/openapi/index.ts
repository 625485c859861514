export { describeChatEndpoints } from './describe-chat-endpoints.js';

import { Reflector } from '@nestjs/core';
import type { OptionalUserProviderMethod } from '../../users/user-provider.js';

/** What the {@link BasicAuthGuard} knows about an endpoint. */
export interface ChatEndpointInfo {
  /** The name of the endpoint in metrics and logs. */
  readonly name: string;
  /** The method of the `UserProvider` without which the endpoint is not served. */
  readonly requires?: OptionalUserProviderMethod;
}

/** Names an endpoint of the chat server, and the method of the `UserProvider` that it requires. */
export const ChatEndpoint = Reflector.createDecorator<ChatEndpointInfo>();

import { Inject, Injectable } from '@nestjs/common';
import { ENDPOINT_PATHS, type EndpointPaths } from './chat-integration.endpoints.js';
import { CHAT_WIDGETS, type ChatWidget } from './widgets/chat-widget.js';

/**
 * What one registration of the module serves, and where. Get all registrations of an application with
 * `app.get(ChatRegistration, { strict: false, each: true })`.
 */
@Injectable()
export class ChatRegistration {
  constructor(
    @Inject(ENDPOINT_PATHS) readonly paths: EndpointPaths,
    @Inject(CHAT_WIDGETS) readonly widgets: readonly ChatWidget[],
  ) {}
}

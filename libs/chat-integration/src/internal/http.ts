// Shared with nestjs-chat-devtools of the same version; not an API.
export { ChatExceptionFilter } from '../http/chat-exception.filter.js';
export { allowLongParameters, LONG_PARAMETER, type FastifyRoutes } from '../http/long-parameter.js';
export { mountController } from '../http/mount-controller.js';
export { ReplyService } from '../http/reply.service.js';
export { isWidgetId } from '../imbachat/imbachat.options.js';

import { SetMetadata, type Type } from '@nestjs/common';
import { InvalidOptionsError, type OptionProblem } from './chat-integration.errors.js';
import { mountController } from './http/mount-controller.js';
import { LoginCheckController } from './imbachat/endpoints/login-check.controller.js';
import { SearchController } from './imbachat/endpoints/search.controller.js';
import { TokenController } from './imbachat/endpoints/token.controller.js';
import { UsersInfoController } from './imbachat/endpoints/users-info.controller.js';
import { VersionController } from './imbachat/endpoints/version.controller.js';
import { NotificationsController } from './imbachat/notifications/notifications.controller.js';
import {
  parseNotificationsPath,
  type NotificationsPath,
} from './imbachat/notifications/notifications-path.js';
import { describeSecret } from './text/describe.js';
import { WidgetsController } from './widgets/widgets.controller.js';

/** Which endpoints the module serves, each at a path below the application's global prefix. */
export interface ChatEndpoints {
  /**
   * The base path of the endpoints that the chat server calls: version, users info, search, login check and friends
   * (`protocol/imbachat.md` section 1). `false` disables them.
   * @default 'imbachat/api/v1'
   */
  imbachatApi?: string | false | undefined;
  /**
   * The path of the endpoint that returns the visitor's ImbaChat token as plain text. `false` disables it.
   * @default 'imbachat/jwt'
   */
  imbachatToken?: string | false | undefined;
  /**
   * The path of the endpoint that returns the parameters of all widgets as JSON, for single-page apps. `true` is the
   * path that `loadChatWidgets()` requests, `'chat/widgets'`. `false` disables it, because other sites do not need it.
   * @default false
   */
  widgets?: string | boolean | undefined;
  /**
   * The path at which the chat server reports messages for users who are away (`protocol/imbachat.md` section 6). One of
   * its segments, other than the first, must be at least 128 random bits in hexadecimal or base64url, because the vendor
   * does not document any authorization of this call. Requires `notificationHandler` and `imbachat.includeEmail`.
   * @example `chat-push/${process.env.CHAT_PUSH_KEY}/notifications`
   * @default false
   */
  notifications?: string | false | undefined;
  /**
   * Decorators for the controllers that the chat server calls, for example a decorator that exempts them from your
   * global guard, because the chat server uses HTTP Basic.
   * @example [Public(), SkipThrottle()]
   * @default []
   */
  chatServerDecorators?: readonly ClassDecorator[] | undefined;
  /**
   * Decorators for the controllers that visitors call: the token and the widgets. Your global guards must run for them
   * to identify the visitor, and must let guests pass.
   * @default []
   */
  visitorDecorators?: readonly ClassDecorator[] | undefined;
}

/** The paths of one registration, below the global prefix; `false` where nothing is served. @internal */
export interface EndpointPaths {
  readonly imbachatApi: string | false;
  readonly imbachatToken: string | false;
  readonly widgets: string | false;
}

/** Injection token of the {@link EndpointPaths} of a registration. @internal */
export const ENDPOINT_PATHS = Symbol('ENDPOINT_PATHS');

/** Excludes a controller from the OpenAPI document, as ApiExcludeController() of @nestjs/swagger does. */
const excludedFromOpenApi = SetMetadata('swagger/apiExcludeController', [true]) as ClassDecorator;

/**
 * Returns where notifications are received; `null` for nowhere.
 *
 * @param hasHandler whether there is a `notificationHandler`.
 * @throws {InvalidOptionsError} when the path can be guessed, or only one of path and handler is given.
 * @internal
 */
export function notificationsPath(
  endpoints: ChatEndpoints | false,
  hasHandler: boolean,
): NotificationsPath | null {
  const { notifications = false } = endpoints || {};
  const path = notifications === false ? null : parseNotificationsPath(notifications);
  const problems: OptionProblem[] = [];
  if (notifications !== false && !path) {
    const message =
      'expected a path whose second or a later segment is at least 128 random bits, 32 hexadecimal digits or 22 ' +
      `characters of base64url, but got ${describeSecret(notifications)}. Fix: generate one with ` +
      "randomBytes(24).toString('base64url') and set chat-push/{it}/notifications.";
    problems.push({ path: 'endpoints.notifications', message });
  }
  if (notifications !== false && !hasHandler) {
    const message =
      'expected a class that extends ChatNotificationHandler, because endpoints.notifications is set, but got none. ' +
      'Fix: write one, or leave out the endpoint.';
    problems.push({ path: 'notificationHandler', message });
  }
  if (notifications === false && hasHandler) {
    const message =
      'expected a path, because notificationHandler is set, but got none. Fix: set one, or leave out the handler.';
    problems.push({ path: 'endpoints.notifications', message });
  }
  if (problems.length > 0) throw new InvalidOptionsError(problems);
  return path;
}

/** Returns the paths with the defaults filled in. @internal */
export function endpointPaths(endpoints: ChatEndpoints | false): EndpointPaths {
  if (endpoints === false) return { imbachatApi: false, imbachatToken: false, widgets: false };
  const { imbachatApi = 'imbachat/api/v1', imbachatToken = 'imbachat/jwt', widgets = false } = endpoints;
  return { imbachatApi, imbachatToken, widgets: widgets === true ? 'chat/widgets' : widgets };
}

/** Mounts the controllers of one registration at their paths. @internal */
export function endpointControllers(
  endpoints: ChatEndpoints | false,
  notifications: NotificationsPath | null = null,
): Type[] {
  const { imbachatApi, imbachatToken, widgets } = endpointPaths(endpoints);
  const { chatServerDecorators = [], visitorDecorators = [] } = endpoints || {};
  const mount = (
    path: string | false,
    controllers: readonly Type[],
    decorators: readonly ClassDecorator[],
  ) => (path === false ? [] : controllers.map((controller) => mountController(path, controller, decorators)));
  return [
    ...mount(
      imbachatApi,
      [VersionController, UsersInfoController, SearchController, LoginCheckController],
      [excludedFromOpenApi, ...chatServerDecorators],
    ),
    ...mount(
      notifications?.route ?? false,
      [NotificationsController],
      [excludedFromOpenApi, ...chatServerDecorators],
    ),
    ...mount(imbachatToken, [TokenController], visitorDecorators),
    ...mount(widgets, [WidgetsController], visitorDecorators),
  ];
}

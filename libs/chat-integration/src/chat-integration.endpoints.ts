import type { Type } from '@nestjs/common';
import type { ChatEndpoints } from './chat-integration.options.js';
import { mountedAt } from './http/mounted-at.js';
import { LoginCheckController } from './imbachat/login-check.controller.js';
import { SearchController } from './imbachat/search.controller.js';
import { TokenController } from './imbachat/token.controller.js';
import { UsersInfoController } from './imbachat/users-info.controller.js';
import { VersionController } from './imbachat/version.controller.js';
import { WidgetsController } from './widget/widgets.controller.js';

const IMBACHAT_API = [VersionController, UsersInfoController, SearchController, LoginCheckController];

/** Injection token of the {@link MountPaths} of a registration. */
export const MOUNT_PATHS = Symbol('MOUNT_PATHS');

/** Where the endpoints of one registration are mounted, below the global prefix; `false` for none. */
export type MountPaths = Readonly<Required<Omit<ChatEndpoints, 'decorators'>>>;

/** Fills the defaults in. */
export function mountPaths(endpoints: ChatEndpoints | false): MountPaths {
  if (endpoints === false) return { imbachatApi: false, imbachatToken: false, widgets: false };
  const { imbachatApi = 'imbachat/api/v1', imbachatToken = 'imbachat/jwt', widgets = false } = endpoints;
  return { imbachatApi, imbachatToken, widgets };
}

/** The controllers of one registration, each mounted at its path. */
export function endpointControllers(endpoints: ChatEndpoints | false): Type[] {
  const { imbachatApi, imbachatToken, widgets } = mountPaths(endpoints);
  const decorators = (endpoints && endpoints.decorators) || [];
  const mount = (path: string | false, controllers: readonly Type[]): Type[] =>
    path === false ? [] : controllers.map((controller) => mountedAt(path, controller, decorators));
  return [
    ...mount(imbachatApi, IMBACHAT_API),
    ...mount(imbachatToken, [TokenController]),
    ...mount(widgets, [WidgetsController]),
  ];
}

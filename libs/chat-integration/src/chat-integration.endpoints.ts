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

/** The controllers of one registration, each mounted at its path. */
export function endpointControllers(endpoints: ChatEndpoints | false): Type[] {
  if (endpoints === false) return [];
  const { imbachatApi = 'imbachat/api/v1', imbachatToken = 'imbachat/jwt', widgets = false } = endpoints;
  const { decorators = [] } = endpoints;
  const mount = (path: string | false, controllers: readonly Type[]): Type[] =>
    path === false ? [] : controllers.map((controller) => mountedAt(path, controller, decorators));
  return [
    ...mount(imbachatApi, IMBACHAT_API),
    ...mount(imbachatToken, [TokenController]),
    ...mount(widgets, [WidgetsController]),
  ];
}

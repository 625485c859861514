import { Controller, type Type, VERSION_NEUTRAL } from '@nestjs/common';
import type { ChatEndpoints } from './chat-integration.options.js';
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

/** A subclass of its own for each registration, so that the paths of two registrations do not overwrite each other. */
function mountedAt(path: string, controller: Type, decorators: readonly ClassDecorator[]): Type {
  // A computed key gives the class the name that Nest logs.
  const { [controller.name]: mounted } = { [controller.name]: class extends controller {} };
  // The vendors' dashboards hold these URLs, so the host's API version does not move them.
  for (const decorate of [Controller({ path, version: VERSION_NEUTRAL }), ...decorators]) decorate(mounted!);
  return mounted!;
}

import { Controller, type Type, VERSION_NEUTRAL } from '@nestjs/common';

/** Mounts a controller at a path, as a subclass, so that the paths of two registrations do not overwrite each other. */
export function mountController(path: string, controller: Type, decorators: readonly ClassDecorator[]): Type {
  // A computed key gives the class the name that Nest logs.
  const { [controller.name]: mounted } = { [controller.name]: class extends controller {} };
  // The vendors' dashboards contain these URLs, so the application's API versions must not change them.
  for (const decorate of [Controller({ path, version: VERSION_NEUTRAL }), ...decorators]) decorate(mounted!);
  return mounted!;
}

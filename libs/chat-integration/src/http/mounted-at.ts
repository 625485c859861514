import { Controller, type Type, VERSION_NEUTRAL } from '@nestjs/common';

/** A subclass of its own for each registration, so that the paths of two registrations do not overwrite each other. */
export function mountedAt(path: string, controller: Type, decorators: readonly ClassDecorator[]): Type {
  // A computed key gives the class the name that Nest logs.
  const { [controller.name]: mounted } = { [controller.name]: class extends controller {} };
  // The vendors' dashboards hold these URLs, so the host's API version does not move them.
  for (const decorate of [Controller({ path, version: VERSION_NEUTRAL }), ...decorators]) decorate(mounted!);
  return mounted!;
}

/** A parameter that ends a route and may hold more than Fastify's limit for one, which is 100 characters. */
export const LONG_PARAMETER = ':longChatParameter';

/** What the route of a {@link LONG_PARAMETER} matched; Fastify's wildcard gives it as `*`. */
export function longParameterOf(params: Readonly<Record<string, string>>): string {
  return params[LONG_PARAMETER.slice(1)] ?? params['*'] ?? '';
}

/** The part of a Fastify instance that is used here. */
export interface FastifyRoutes {
  addHook(name: 'onRoute', hook: (route: FastifyRoute) => void): unknown;
  hasRoute(route: FastifyRoute): boolean;
  route(route: FastifyRoute): unknown;
}

interface FastifyRoute {
  readonly method: string | string[];
  readonly url: string;
}

/**
 * Gives each route `x/:` {@link LONG_PARAMETER} a twin that ends in a wildcard, which Fastify does not limit:
 * no path of Nest's means a wildcard on both adapters, and the limit is an option of the host's. Where there
 * is a route `x` too, that one answers `x/`, as it does on Express.
 */
export function allowLongParameters(fastify: FastifyRoutes): void {
  const known = new Map<string, FastifyRoute>();
  const add = (route: FastifyRoute): void => {
    if (!fastify.hasRoute(route)) fastify.route(route);
  };
  fastify.addHook('onRoute', (route) => {
    known.set(`${String(route.method)} ${route.url}`, route);
    if (!route.url.endsWith(LONG_PARAMETER)) return;
    const stem = route.url.slice(0, -LONG_PARAMETER.length);
    add({ ...route, url: `${stem}*` });
    const bare = known.get(`${String(route.method)} ${stem.slice(0, -1)}`);
    if (bare) add({ ...bare, url: stem });
  });
}

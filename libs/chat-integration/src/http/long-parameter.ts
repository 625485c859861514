/** A parameter at the end of a route that may be longer than Fastify's limit of 100 characters. */
export const LONG_PARAMETER = ':longChatParameter';

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
 * Adds to each route `x/:` {@link LONG_PARAMETER} a second route that ends in a wildcard, whose length Fastify does not
 * limit. (No path of Nest is a wildcard on both adapters, and the limit is an option of the host.) If there is a route
 * `x` too, it also handles `x/`, as on Express.
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

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
 * Adds a second route to each route that ends in {@link LONG_PARAMETER}. It ends in a wildcard, whose length Fastify
 * does not limit. Nest has no wildcard that works on both adapters, and only the application can change the limit. If a
 * route without the parameter exists, it then handles a trailing slash too, as on Express.
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

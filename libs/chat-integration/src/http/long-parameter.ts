import { BadRequestException } from '@nestjs/common';

/** A parameter at the end of a route that may be longer than Fastify's limit of 100 characters. */
export const LONG_PARAMETER = ':longChatParameter';

/** The part of a Fastify instance that is used here. */
export interface FastifyRoutes {
  addHook(name: 'onRoute', hook: (route: FastifyRoute) => void): unknown;
  route(route: FastifyRoute): unknown;
}

interface FastifyRoute {
  readonly method: string | string[];
  readonly url: string;
}

/** The part of a request from which {@link longParameter} reads. */
export interface RoutedRequest {
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
}

/**
 * Adds a second route to each route that ends in {@link LONG_PARAMETER}. It ends in a wildcard, whose length Fastify
 * does not limit. Nest has no wildcard that works on both adapters, and only the application can change the limit. If a
 * route without the parameter exists, it then handles a trailing slash too, as on Express.
 */
export function allowLongParameters(fastify: FastifyRoutes): void {
  const known = new Map<string, FastifyRoute>();
  fastify.addHook('onRoute', (route) => {
    known.set(`${String(route.method)} ${route.url}`, route);
    if (!route.url.endsWith(LONG_PARAMETER)) return;
    const stem = route.url.slice(0, -LONG_PARAMETER.length);
    addIfMissing(fastify, { ...route, url: `${stem}*` });
    const bare = known.get(`${String(route.method)} ${stem.slice(0, -1)}`);
    if (bare) addIfMissing(fastify, { ...bare, url: stem });
  });
}

/** Only the router knows which routes are the same: its options may ignore letter case and trailing slashes. */
function addIfMissing(fastify: FastifyRoutes, route: FastifyRoute): void {
  try {
    fastify.route(route);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'FST_ERR_DUPLICATED_ROUTE') throw error;
  }
}

/**
 * Returns the value of {@link LONG_PARAMETER}, decoded and without slashes at its ends. It is read from the URL, because
 * the routers treat slashes and semicolons in different ways, depending on the application's options.
 *
 * @param name the part of the path before the parameter.
 * @throws {BadRequestException} when it is not encoded correctly.
 */
export function longParameter({ url, params }: RoutedRequest, name: string): string {
  const path = url.split('?', 1)[0]!;
  const start = path.toLowerCase().lastIndexOf(`/${name}/`);
  // The name itself may be encoded. Fastify's wildcard names the parameter `*`.
  if (start === -1) return withoutSlashes(Object.values(params)[0] ?? '');
  try {
    return withoutSlashes(decodeURIComponent(path.slice(start + name.length + 2)));
  } catch {
    throw new BadRequestException();
  }
}

/** Removes slashes at both ends of a text. */
export function withoutSlashes(text: string): string {
  let [start, end] = [0, text.length];
  while (text[start] === '/') start++;
  while (end > start && text[end - 1] === '/') end--;
  return text.slice(start, end);
}

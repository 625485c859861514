import { describe, expect, it } from 'vitest';
import { allowLongParameters, type FastifyRoutes, LONG_PARAMETER } from './long-parameter.js';

type Route = Parameters<FastifyRoutes['route']>[0] & { handler?: string };

/** The routes of a Fastify instance. */
class FakeFastify implements FastifyRoutes {
  readonly routes: Route[] = [];
  private readonly hooks: ((route: Route) => void)[] = [];

  addHook(_: 'onRoute', hook: (route: Route) => void): void {
    this.hooks.push(hook);
  }

  hasRoute({ method, url }: Route): boolean {
    return this.routes.some((route) => route.url === url && String(route.method) === String(method));
  }

  route(route: Route): void {
    if (this.hasRoute(route))
      throw new Error(`Method '${String(route.method)}' already declared for '${route.url}'`);
    for (const hook of this.hooks) hook(route);
    this.routes.push(route);
  }
}

function routesOf(...routes: Route[]): string[] {
  const fastify = new FakeFastify();
  allowLongParameters(fastify);
  for (const route of routes) fastify.route(route);
  return fastify.routes.map(({ method, url, handler }) => `${String(method)} ${url} ${handler}`).toSorted();
}

const get = (url: string, handler: string): Route => ({ method: 'GET', url, handler });

describe('allowLongParameters', () => {
  it('adds a wildcard route to a route that ends in a long parameter', () => {
    expect(routesOf(get(`/search/${LONG_PARAMETER}`, 'search'))).toEqual([
      'GET /search/* search',
      `GET /search/${LONG_PARAMETER} search`,
    ]);
  });

  it('lets the route without the parameter handle an empty parameter', () => {
    expect(routesOf(get('/users', 'byQuery'), get(`/users/${LONG_PARAMETER}`, 'byPath'))).toEqual([
      'GET /users byQuery',
      'GET /users/ byQuery',
      'GET /users/* byPath',
      `GET /users/${LONG_PARAMETER} byPath`,
    ]);
  });

  it('does not change other routes, and does not mix methods', () => {
    expect(
      routesOf(
        { method: 'POST', url: '/users', handler: 'create' },
        get('/a/:id', 'a'),
        get(`/users/${LONG_PARAMETER}`, 'b'),
      ),
    ).toEqual(['GET /a/:id a', 'GET /users/* b', `GET /users/${LONG_PARAMETER} b`, 'POST /users create']);
  });

  it('does not declare a route that is declared already', () => {
    expect(
      routesOf(
        get('/users', 'q'),
        get('/users/', 'slash'),
        get('/users/*', 'own'),
        get(`/users/${LONG_PARAMETER}`, 'p'),
      ),
    ).toEqual(['GET /users q', 'GET /users/ slash', 'GET /users/* own', `GET /users/${LONG_PARAMETER} p`]);
  });
});

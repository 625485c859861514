import { BadRequestException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { cpuGrowth, LINEAR } from '../../../../test/support/growth.js';
import {
  allowLongParameters,
  type FastifyRoutes,
  LONG_PARAMETER,
  longParameter,
  withoutSlashes,
} from './long-parameter.js';

type Route = Parameters<FastifyRoutes['route']>[0] & { handler?: string };

/** The routes of a Fastify instance. */
class FakeFastify implements FastifyRoutes {
  readonly routes: Route[] = [];
  private readonly hooks: ((route: Route) => void)[] = [];

  addHook(_: 'onRoute', hook: (route: Route) => void): void {
    this.hooks.push(hook);
  }

  route(route: Route): void {
    const { method, url } = route;
    if (this.routes.some((each) => each.url === url && String(each.method) === String(method))) {
      throw Object.assign(new Error(`Method '${String(method)}' already declared for '${url}'`), {
        code: 'FST_ERR_DUPLICATED_ROUTE',
      });
    }
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

  it('does not hide other errors of the router', () => {
    const fastify = new FakeFastify();
    allowLongParameters(fastify);
    const error = new Error('closed');
    fastify.route = () => {
      throw error;
    };
    const hook = fastify['hooks'][0]!;
    expect(() => hook(get(`/search/${LONG_PARAMETER}`, 'search'))).toThrow(error);
  });
});

describe('longParameter', () => {
  const params = { longChatParameter: 'from the router' };

  it.each([
    ['/users/1,2', '1,2'],
    ['/users/1,2/', '1,2'],
    ['/users//1,2//', '1,2'],
    ['/users/1,2?ids=3', '1,2'],
    ['/users/1,2/?ids=/3/', '1,2'],
    ['/USERS/1,2', '1,2'],
    ['/api/users/imbachat/users/1', '1'],
    ['/users/1;2', '1;2'],
    ['/users/1%2C2%2F', '1,2'],
    ['/users/1/2', '1/2'],
    ['/users/%C3%89', 'É'],
    ['/%75sers/1', 'from the router'],
  ])('reads %s as %s', (url, expected) => {
    expect(longParameter({ url, params }, 'users')).toBe(expected);
  });

  it('rejects text that is not encoded correctly', () => {
    expect(() => longParameter({ url: '/users/1;%zz', params }, 'users')).toThrow(BadRequestException);
  });

  it.each([
    ['slashes', (size: number) => `/users/${'/'.repeat(size)}1`],
    ['slashes in the middle', (size: number) => `/users/1${'/'.repeat(size)}1`],
    ['names', (size: number) => '/users'.repeat(size)],
    ['encoded characters', (size: number) => `/users/${'%2F'.repeat(size)}`],
  ])('takes linear time for many %s', (_, urlOf) => {
    expect(cpuGrowth(urlOf, (url) => longParameter({ url, params }, 'users'))).toBeLessThan(LINEAR);
  });
});

describe('withoutSlashes', () => {
  it.each([
    ['', ''],
    ['/', ''],
    ['///', ''],
    ['a', 'a'],
    ['/a/b//', 'a/b'],
  ])('returns %j as %j', (text, expected) => {
    expect(withoutSlashes(text)).toBe(expected);
  });
});

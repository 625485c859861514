import { describe, expect, it } from 'vitest';
import { isRedisUrl } from './is-redis-url.js';

describe('isRedisUrl', () => {
  it.each([
    'redis://localhost',
    'redis://localhost:6379',
    'redis://localhost:6379/',
    'redis://localhost:6379/15',
    'rediss://user:p%40ss@redis.example:6380/2',
    'redis://:password@[::1]:6379',
  ])('accepts %s', (text) => {
    expect(isRedisUrl(text)).toBe(true);
  });

  it.each([
    '',
    'localhost:6379',
    'http://localhost:6379',
    'redis://',
    'redis:6379',
    'redis://localhost:port',
    'redis://localhost/cache',
    'redis://localhost/0?db=1',
    'redis://localhost/0#1',
    'redis://user:%zz@localhost',
    'redis://%ff@localhost',
  ])('rejects %j', (text) => {
    expect(isRedisUrl(text)).toBe(false);
  });
});

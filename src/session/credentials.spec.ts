import { describe, expect, it } from 'vitest';
import { readCredentials } from './credentials.js';

describe('readCredentials', () => {
  it('reads text as it is', () => {
    expect(readCredentials({ login: ' ada', password: ' p ', more: 1 })).toEqual({
      login: ' ada',
      password: ' p ',
    });
  });

  it.each([
    undefined,
    null,
    '',
    'ada',
    5,
    [],
    {},
    { login: 1, password: {} },
    { login: ['a'], password: null },
  ])('reads nothing out of %j', (body) => {
    expect(readCredentials(body)).toEqual({ login: '', password: '' });
  });
});

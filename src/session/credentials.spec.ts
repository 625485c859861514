import { describe, expect, it } from 'vitest';
import { readCredentials } from './credentials.js';

describe('readCredentials', () => {
  it('reads strings unchanged', () => {
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
  ])('reads empty credentials from %j', (body) => {
    expect(readCredentials(body)).toEqual({ login: '', password: '' });
  });
});

import { describe, expect, it } from 'vitest';
import { credentialsOf } from './credentials-of.js';

describe('credentialsOf', () => {
  it.each([
    'connect.sid',
    'sid',
    '__Host-sid',
    'PHPSESSID',
    'JSESSIONID',
    'ASP.NET_SessionId',
    'laravel_session',
    'session',
    'sessionId',
    'koa.sess',
    '__Secure-next-auth.session-token',
    'better-auth.session_token',
    'access_token',
    'jwt',
    'Authentication',
  ])('recognizes the cookie %s', (name) => {
    expect(credentialsOf({ headers: { cookie: `theme=dark; ${name}=s3cret; x=y` } })).toBe(
      `the cookie "${name}"`,
    );
  });

  it.each([
    'theme',
    'sidebar_state',
    'inside',
    'author',
    'XSRF-TOKEN',
    '_csrf_token',
    '_ga_session',
    '_hjSession_1',
    'ai_session',
    'intercom-session-x',
  ])('ignores the cookie %s', (name) => {
    expect(credentialsOf({ headers: { cookie: `${name}=1` } })).toBeUndefined();
  });

  it.each([
    {},
    { headers: {} },
    { headers: { cookie: '' } },
    { headers: { cookie: 'sid=' } },
    { headers: { cookie: 5 } },
  ])('finds nothing in %j', (request) => {
    expect(credentialsOf(request)).toBeUndefined();
  });

  it('recognizes the header Authorization, and does not show it', () => {
    expect(credentialsOf({ headers: { authorization: 'Bearer s3cret' } })).toBe('the header Authorization');
  });

  it('shows a cookie name on one printable line', () => {
    const name = `sess\u009b\n${'x'.repeat(10_000)}`;
    expect(credentialsOf({ headers: { cookie: `${name}=1` } })).toMatch(
      /^the cookie "sess\\u009b\\nx{54}…"$/,
    );
  });
});

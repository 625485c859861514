import type { INestApplication } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS } from '../support/host.js';
import { guest, setCookies, signedIn, startDemo } from './demo-host.js';

const ADA = { login: 'ada', password: 'demo' };

describe.each(ADAPTERS)('session on %s', (adapter) => {
  let app: INestApplication;
  beforeAll(async () => {
    app = await startDemo(adapter);
  });
  afterAll(() => app.close());

  describe('POST /login', () => {
    it('redirects a form to the home page with a session cookie', async () => {
      const response = await guest(app).post('/login').type('form').send(ADA).expect(303);
      expect(response.headers['location']).toBe('/');
      expect(response.headers['cache-control']).toBe('private, no-store');
      const session = setCookies(response).find((cookie) => cookie.startsWith('session='));
      expect(session).toMatch(/; httponly/i);
      expect(session).toMatch(/; samesite=lax/i);
    });

    it('responds to JSON with JSON and a session cookie', async () => {
      const response = await guest(app).post('/login').send(ADA).expect(200, { id: 1, name: 'Ada Lovelace' });
      expect(response.headers['content-type']).toMatch('application/json');
      expect(response.headers['cache-control']).toBe('private, no-store');
      expect(setCookies(response).join()).toContain('session=');
    });

    it('stores only the id of the member in the cookie', async () => {
      const response = await guest(app).post('/login').send(ADA);
      const value = /session=([^;]+)/.exec(setCookies(response).join())![1]!;
      expect(JSON.parse(Buffer.from(value, 'base64').toString())).toEqual({ memberId: 1 });
    });

    it('ignores letter case and surrounding spaces of the login', async () => {
      await guest(app).post('/login').send({ login: ' ADA ', password: 'demo' }).expect(200);
    });

    it('shows the form with an error and the escaped login after wrong credentials', async () => {
      const response = await guest(app)
        .post('/login')
        .type('form')
        .send({ login: '"><b>ada', password: 'wrong' })
        .expect(401);
      expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(response.text).toContain('role="alert"');
      expect(response.text).toContain('value="&quot;&gt;&lt;b&gt;ada"');
      expect(setCookies(response)).toEqual([]);
    });

    it('responds identically to an unknown login and a wrong password', async () => {
      const wrong = await guest(app).post('/login').send({ login: 'ada', password: 'x' }).expect(401);
      const unknown = await guest(app).post('/login').send({ login: 'nobody', password: 'demo' }).expect(401);
      expect(wrong.body).toEqual({ statusCode: 401, message: expect.any(String) });
      expect(unknown.body).toEqual(wrong.body);
      expect(setCookies(wrong)).toEqual([]);
    });

    it.each([
      ['an empty body', {}],
      ['no password', { login: 'ada' }],
      ['an object as login', { login: { $ne: null }, password: 'demo' }],
      ['an array as password', { login: 'ada', password: ['demo'] }],
      ['a NUL character', { login: 'ada\0', password: 'demo' }],
      ['an id as login', { login: 1, password: 'demo' }],
      ['a password in different case', { login: 'ada', password: 'Demo' }],
      ['a long login', { login: 'a'.repeat(10_000), password: 'demo' }],
    ])('rejects %s', async (_, body) => {
      await guest(app).post('/login').send(body).expect(401);
    });

    it.each([undefined, 'application/json'])(
      'rejects a request without a body, with content type %s',
      async (type) => {
        const login = guest(app).post('/login');
        if (type) login.type(type);
        const { status } = await login;
        expect([400, 401]).toContain(status);
      },
    );

    it('rejects invalid JSON', async () => {
      await guest(app).post('/login').type('json').send('{"login":').expect(400);
    });
  });

  describe('POST /logout', () => {
    it('ends the session and redirects to the home page', async () => {
      const ada = await signedIn(app, 'ada');
      const response = await ada.post('/logout').expect(303);
      expect(response.headers['location']).toBe('/');
      expect((await ada.get('/')).text).not.toContain('Ada Lovelace');
      await ada.get('/imbachat/jwt').expect(401);
    });

    it('responds with JSON if the client accepts only JSON', async () => {
      const ada = await signedIn(app, 'ada');
      await ada.post('/logout').set('Accept', 'application/json').expect(200);
      await ada.get('/imbachat/jwt').expect(401);
    });

    it('requires POST', async () => {
      await guest(app).get('/logout').expect(404);
    });

    it('redirects guests too', async () => {
      await guest(app).post('/logout').expect(303);
    });
  });

  describe('Clear-Site-Data', () => {
    const cleared = ({ headers }: { headers: Record<string, string> }) => headers['clear-site-data'];

    it('is sent with every login and logout', async () => {
      const ada = await signedIn(app, 'ada');
      expect(cleared(await ada.post('/logout').expect(303))).toBe('"cache"');
      expect(cleared(await ada.post('/login').type('form').send(ADA).expect(303))).toBe('"cache"');
      expect(cleared(await ada.post('/logout').set('Accept', 'application/json').expect(200))).toBe(
        '"cache"',
      );
      expect(cleared(await ada.post('/login').send(ADA).expect(200))).toBe('"cache"');
    });

    it('is not sent otherwise', async () => {
      const wrong = { login: 'ada', password: 'wrong' };
      expect(cleared(await guest(app).post('/login').send(wrong).expect(401))).toBeUndefined();
      expect(cleared(await guest(app).get('/'))).toBeUndefined();
    });
  });

  describe('a session', () => {
    it('shows only its own member', async () => {
      const [ada, bob] = await Promise.all([signedIn(app, 'ada'), signedIn(app, 'bob')]);
      const both = await Promise.all([ada.get('/'), bob.get('/'), guest(app).get('/')]);
      const [adas, bobs, guests] = both.map(({ text }) => text);
      expect(adas).toContain('Ada Lovelace');
      expect(adas).not.toContain('Bob Martin');
      expect(bobs).toContain('Bob Martin');
      expect(bobs).not.toContain('Ada Lovelace');
      expect(guests).toContain('href="/login"');
    });

    it('redirects from the login page to the home page', async () => {
      const ada = await signedIn(app, 'ada');
      await ada.get('/login').expect(303).expect('Location', '/');
    });

    it('is rejected with a wrong signature', async () => {
      const cookie = `session=${Buffer.from('{"memberId":1}').toString('base64')}; session.sig=AAAAAAAAAAAAAAAAAAAAAAAAAAA`;
      await guest(app).get('/imbachat/jwt').set('Cookie', cookie).expect(401);
    });

    it('is rejected without a signature', async () => {
      const cookie = `session=${Buffer.from('{"memberId":1}').toString('base64')}`;
      await guest(app).get('/imbachat/jwt').set('Cookie', cookie).expect(401);
    });

    it('becomes a guest session if the member is deleted', async () => {
      const leaving = await signedIn(app, 'member60');
      const dataSource = app.get<DataSource>(getDataSourceToken());
      await dataSource.query('DELETE FROM members WHERE id = 60');
      await leaving.get('/imbachat/jwt').expect(401);
      expect((await leaving.get('/').expect(200)).text).toContain('href="/login"');
    });
  });

  describe('a cross-site request', () => {
    it.each<[string, Record<string, string>]>([
      ['Sec-Fetch-Site cross-site', { 'Sec-Fetch-Site': 'cross-site' }],
      ['Sec-Fetch-Site same-site', { 'Sec-Fetch-Site': 'same-site', Origin: 'http://localhost:9' }],
      ['another Origin', { Origin: 'https://evil.example' }],
      ['Origin null', { Origin: 'null' }],
    ])('with %s cannot log in or out', async (_, headers) => {
      const login = await guest(app).post('/login').set(headers).type('form').send(ADA).expect(403);
      expect(setCookies(login)).toEqual([]);
      const ada = await signedIn(app, 'ada');
      await ada.post('/logout').set(headers).expect(403);
      await ada.get('/imbachat/jwt').expect(200);
    });

    it('can read pages', async () => {
      await guest(app).get('/').set('Sec-Fetch-Site', 'cross-site').expect(200);
    });

    it('is distinguished from a same-origin request', async () => {
      const current = { 'Sec-Fetch-Site': 'same-origin', Origin: 'http://whatever.example' };
      await guest(app).post('/login').set(current).type('form').send(ADA).expect(303);
      const withoutFetchMetadata = { Host: 'demo.example', Origin: 'http://demo.example' };
      await guest(app).post('/login').set(withoutFetchMetadata).type('form').send(ADA).expect(303);
    });
  });
});

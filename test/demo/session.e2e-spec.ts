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
    it('sends a form to the home page with a session cookie', async () => {
      const answer = await guest(app).post('/login').type('form').send(ADA).expect(303);
      expect(answer.headers['location']).toBe('/');
      expect(answer.headers['cache-control']).toBe('private, no-store');
      const session = setCookies(answer).find((cookie) => cookie.startsWith('session='));
      expect(session).toMatch(/; httponly/i);
      expect(session).toMatch(/; samesite=lax/i);
    });

    it('answers JSON with JSON and a session cookie', async () => {
      const answer = await guest(app).post('/login').send(ADA).expect(200, { id: 1, name: 'Ada Lovelace' });
      expect(answer.headers['content-type']).toMatch('application/json');
      expect(answer.headers['cache-control']).toBe('private, no-store');
      expect(setCookies(answer).join()).toContain('session=');
    });

    it('keeps nothing but the id of the member in the cookie', async () => {
      const answer = await guest(app).post('/login').send(ADA);
      const value = /session=([^;]+)/.exec(setCookies(answer).join())![1]!;
      expect(JSON.parse(Buffer.from(value, 'base64').toString())).toEqual({ memberId: 1 });
    });

    it('takes the login in any letter case and with blanks around it', async () => {
      await guest(app).post('/login').send({ login: ' ADA ', password: 'demo' }).expect(200);
    });

    it('shows the form again after a wrong pair, with the error and the escaped login', async () => {
      const answer = await guest(app)
        .post('/login')
        .type('form')
        .send({ login: '"><b>ada', password: 'wrong' })
        .expect(401);
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.text).toContain('role="alert"');
      expect(answer.text).toContain('value="&quot;&gt;&lt;b&gt;ada"');
      expect(setCookies(answer)).toEqual([]);
    });

    it('answers the same for an unknown login and for a wrong password', async () => {
      const wrong = await guest(app).post('/login').send({ login: 'ada', password: 'x' }).expect(401);
      const unknown = await guest(app).post('/login').send({ login: 'nobody', password: 'demo' }).expect(401);
      expect(wrong.body).toEqual({ statusCode: 401, message: expect.any(String) });
      expect(unknown.body).toEqual(wrong.body);
      expect(setCookies(wrong)).toEqual([]);
    });

    it.each([
      ['nothing', {}],
      ['no password', { login: 'ada' }],
      ['an object as login', { login: { $ne: null }, password: 'demo' }],
      ['an array as password', { login: 'ada', password: ['demo'] }],
      ['a NUL character', { login: 'ada\0', password: 'demo' }],
      ['the id', { login: 1, password: 'demo' }],
      ['a password in another case', { login: 'ada', password: 'Demo' }],
      ['a long login', { login: 'a'.repeat(10_000), password: 'demo' }],
    ])('refuses %s', async (_, body) => {
      await guest(app).post('/login').send(body).expect(401);
    });

    it.each([undefined, 'application/json'])('refuses a request without a body, of type %s', async (type) => {
      const login = guest(app).post('/login');
      if (type) login.type(type);
      const { status } = await login;
      expect([400, 401]).toContain(status);
    });

    it('refuses JSON that is none', async () => {
      await guest(app).post('/login').type('json').send('{"login":').expect(400);
    });
  });

  describe('POST /logout', () => {
    it('ends the session and goes home', async () => {
      const ada = await signedIn(app, 'ada');
      const answer = await ada.post('/logout').expect(303);
      expect(answer.headers['location']).toBe('/');
      expect((await ada.get('/')).text).not.toContain('Ada Lovelace');
      await ada.get('/imbachat/jwt').expect(401);
    });

    it('answers JSON to who asks for it', async () => {
      const ada = await signedIn(app, 'ada');
      await ada.post('/logout').set('Accept', 'application/json').expect(200);
      await ada.get('/imbachat/jwt').expect(401);
    });

    it('is not done by a link', async () => {
      await guest(app).get('/logout').expect(404);
    });

    it('does no harm to a guest', async () => {
      await guest(app).post('/logout').expect(303);
    });
  });

  describe('the browser', () => {
    const cleared = ({ headers }: { headers: Record<string, string> }) => headers['clear-site-data'];

    it('is told to forget the pages of before with every change of who is logged in', async () => {
      const ada = await signedIn(app, 'ada');
      expect(cleared(await ada.post('/logout').expect(303))).toBe('"cache"');
      expect(cleared(await ada.post('/login').type('form').send(ADA).expect(303))).toBe('"cache"');
      expect(cleared(await ada.post('/logout').set('Accept', 'application/json').expect(200))).toBe(
        '"cache"',
      );
      expect(cleared(await ada.post('/login').send(ADA).expect(200))).toBe('"cache"');
    });

    it('keeps its cache otherwise', async () => {
      const wrong = { login: 'ada', password: 'wrong' };
      expect(cleared(await guest(app).post('/login').send(wrong).expect(401))).toBeUndefined();
      expect(cleared(await guest(app).get('/'))).toBeUndefined();
    });
  });

  describe('a session', () => {
    it('shows the member on every page and nobody else’s', async () => {
      const [ada, bob] = await Promise.all([signedIn(app, 'ada'), signedIn(app, 'bob')]);
      const both = await Promise.all([ada.get('/'), bob.get('/'), guest(app).get('/')]);
      const [adas, bobs, guests] = both.map(({ text }) => text);
      expect(adas).toContain('Ada Lovelace');
      expect(adas).not.toContain('Bob Martin');
      expect(bobs).toContain('Bob Martin');
      expect(bobs).not.toContain('Ada Lovelace');
      expect(guests).toContain('href="/login"');
    });

    it('leads away from the login page', async () => {
      const ada = await signedIn(app, 'ada');
      await ada.get('/login').expect(303).expect('Location', '/');
    });

    it('is not taken with another signature', async () => {
      const cookie = `session=${Buffer.from('{"memberId":1}').toString('base64')}; session.sig=AAAAAAAAAAAAAAAAAAAAAAAAAAA`;
      await guest(app).get('/imbachat/jwt').set('Cookie', cookie).expect(401);
    });

    it('is not taken without a signature', async () => {
      const cookie = `session=${Buffer.from('{"memberId":1}').toString('base64')}`;
      await guest(app).get('/imbachat/jwt').set('Cookie', cookie).expect(401);
    });

    it('of a member who is gone is a guest’s', async () => {
      const leaving = await signedIn(app, 'member60');
      const dataSource = app.get<DataSource>(getDataSourceToken());
      await dataSource.query('DELETE FROM members WHERE id = 60');
      await leaving.get('/imbachat/jwt').expect(401);
      expect((await leaving.get('/').expect(200)).text).toContain('href="/login"');
    });
  });

  describe('a request from another site', () => {
    it.each<[string, Record<string, string>]>([
      ['Sec-Fetch-Site cross-site', { 'Sec-Fetch-Site': 'cross-site' }],
      ['Sec-Fetch-Site same-site', { 'Sec-Fetch-Site': 'same-site', Origin: 'http://localhost:9' }],
      ['a foreign Origin', { Origin: 'https://evil.example' }],
      ['Origin null', { Origin: 'null' }],
    ])('with %s cannot log in or out', async (_, headers) => {
      const login = await guest(app).post('/login').set(headers).type('form').send(ADA).expect(403);
      expect(setCookies(login)).toEqual([]);
      const ada = await signedIn(app, 'ada');
      await ada.post('/logout').set(headers).expect(403);
      await ada.get('/imbachat/jwt').expect(200);
    });

    it('gets pages', async () => {
      await guest(app).get('/').set('Sec-Fetch-Site', 'cross-site').expect(200);
    });

    it('is told from one of this site', async () => {
      const own = { 'Sec-Fetch-Site': 'same-origin', Origin: 'http://whatever.example' };
      await guest(app).post('/login').set(own).type('form').send(ADA).expect(303);
      const old = { Host: 'demo.example', Origin: 'http://demo.example' };
      await guest(app).post('/login').set(old).type('form').send(ADA).expect(303);
    });
  });
});

import type { INestApplication } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS } from '../support/host.js';
import { guest, signedIn, startDemo } from './demo-host.js';
import { withoutScripts } from './html.js';

describe.each(ADAPTERS)('pages on %s', (adapter) => {
  let app: INestApplication;
  beforeAll(async () => {
    app = await startDemo(adapter);
  });
  afterAll(() => app.close());

  const asBrowser = (path: string) =>
    guest(app).get(path).set('Accept', 'text/html,application/xhtml+xml,*/*;q=0.8');

  it.each([
    ['/', 200],
    ['/login', 200],
    ['/members', 200],
    ['/members/1', 200],
    ['/topics', 200],
    ['/topics/1', 200],
    ['/members?page=x', 400],
    ['/nowhere', 404],
  ])('%s is HTML with no-store and a strict Content-Security-Policy', async (path, status) => {
    const { headers, text } = await asBrowser(path).expect(status);
    expect(text).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'private, no-store',
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'(;|$)/,
      ),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    });
  });

  it('do not contain missing template values', async () => {
    const ada = await signedIn(app, 'ada');
    for (const path of [
      '/',
      '/login',
      '/members',
      '/members?page=2',
      '/members/1',
      '/members/5',
      '/members/7',
      '/topics',
      '/topics/4',
      '/moderation',
    ]) {
      for (const client of [ada, guest(app)]) {
        const { text } = await client.get(path);
        expect(withoutScripts(text)).not.toMatch(/undefined|[>"\s]null\b|\[object|NaN|<%/);
      }
    }
  });

  describe('home', () => {
    it('shows guests how to log in', async () => {
      const { text } = await guest(app).get('/');
      expect(text).toContain('You are browsing as a guest.');
      expect(text).toContain('<code>ada</code>');
    });

    it('shows curl commands with the development credentials', async () => {
      const { text } = await guest(app).get('/');
      expect(text).toContain('curl -u imbachat:change-me-imbachat-api-password');
    });
  });

  describe('the directory', () => {
    it('shows 24 members per page, in order', async () => {
      const [first, second, third] = await Promise.all([
        guest(app).get('/members'),
        guest(app).get('/members?page=2'),
        guest(app).get('/members?page=3'),
      ]);
      expect(idsOn(first.text)).toEqual(range(1, 24));
      expect(idsOn(second.text)).toEqual(range(25, 48));
      expect(idsOn(third.text)).toEqual(range(49, 60));
      expect(third.text).toContain('60 members');
    });

    it('shows members a message button for every other member', async () => {
      const bob = await signedIn(app, 'bob');
      const { text } = await bob.get('/members');
      const ids = [...text.matchAll(/<button type="button" class="quiet icon" data-chat-with="(\d+)"/g)];
      expect(ids.map(([, id]) => Number(id))).toEqual([1, ...range(3, 24)]);
      expect(withoutScripts((await guest(app).get('/members')).text)).not.toContain('data-chat-with');
    });

    it('links to the previous and the next page', async () => {
      const { text } = await guest(app).get('/members?page=2');
      expect(text).toContain('href="/members?page=1" rel="prev"');
      expect(text).toContain('href="/members?page=3" rel="next"');
      expect(text).toMatch(/aria-label="Page 2" aria-current="page"/);
      expect((await guest(app).get('/members')).text).not.toContain('rel="prev"');
      expect((await guest(app).get('/members?page=3')).text).not.toContain('rel="next"');
    });

    it.each(['4', '9999999'])('responds with 404 for page %s', async (page) => {
      await guest(app).get(`/members?page=${page}`).expect(404);
    });

    it.each(['0', '-1', '1.5', 'abc', '', '1e1', '01', '99999999999999999999', '1&page=2'])(
      'rejects page=%s',
      async (page) => {
        await guest(app).get(`/members?page=${page}`).expect(400);
      },
    );

    it('escapes names', async () => {
      const { text } = await guest(app).get('/members');
      expect(withoutScripts(text)).not.toContain('<script');
      expect(text).toContain('&lt;/script&gt;&lt;script&gt;window.pwned=1&lt;/script&gt;');
      expect(text).toContain('O&#39;Connor');
      expect(text).toContain('<bdi lang="" dir="auto">ليلى');
    });
  });

  describe('a profile', () => {
    it('shows the member', async () => {
      const { text } = await guest(app).get('/members/1').expect(200);
      expect(text).toContain('Ada Lovelace');
      expect(text).toContain('Administrator');
      expect(text).toContain('Founder');
      expect(text).toContain('<time datetime="20');
    });

    it('escapes the name in the title and the heading', async () => {
      const { text } = await guest(app).get('/members/4').expect(200);
      expect(withoutScripts(text)).not.toContain('<script');
      expect(text.match(/&lt;\/script&gt;&lt;script&gt;/g)).toHaveLength(2);
    });

    it('shows members a message button on the profiles of other members', async () => {
      const bob = await signedIn(app, 'bob');
      const button = '<button type="button" data-chat-with="1">Write a message</button>';
      expect((await bob.get('/members/1')).text).toContain(button);

      const own = withoutScripts((await bob.get('/members/2')).text);
      expect(own).not.toMatch(/data-chat-with|Log in to write/);

      const guests = withoutScripts((await guest(app).get('/members/1')).text);
      expect(guests).not.toContain('data-chat-with');
      expect(guests).toContain('<a href="/login">Log in to write a message</a>');
    });

    it('does not show the password hash and the e-mail address', async () => {
      const { text } = await guest(app).get('/members/1');
      expect(text).not.toContain('argon2');
      expect(text).not.toContain('@community.example');
    });

    it('shows an initial if there is no avatar', async () => {
      const { text } = await guest(app).get('/members/5');
      expect(text).toContain('<span class="avatar" aria-hidden="true">E</span>');
    });

    it.each(['0', '61', '01', 'abc', '1.5', '-1', '1e0', '9999999999', '1%00', '٣'])(
      'with the id %s is not found',
      async (id) => {
        await guest(app)
          .get(`/members/${encodeURI(decodeURI(id))}`)
          .expect(404);
      },
    );
  });

  describe('an error', () => {
    it('is a page without widgets for browsers', async () => {
      const { headers, text } = await asBrowser('/members/999').expect(404);
      expect(text).toContain('<h1>Not Found</h1>');
      expect(text).not.toContain('<script');
      expect(headers['content-security-policy']).not.toContain('script-src');
    });

    it('is JSON for other clients', async () => {
      await guest(app)
        .get('/nowhere')
        .expect(404)
        .expect('Content-Type', /application\/json/);
    });

    it('shows the logged-in member', async () => {
      const ada = await signedIn(app, 'ada');
      const { text } = await ada.get('/nowhere').set('Accept', 'text/html').expect(404);
      expect(text).toContain('Ada Lovelace');
    });

    it('does not contain the requested URL', async () => {
      const { text } = await asBrowser('/nowhere?<script>alert(1)</script>').expect(404);
      expect(text).not.toContain('alert(1)');
      expect(text).not.toContain('nowhere');
    });
  });

  describe('static files', () => {
    it('include the stylesheet of the pages', async () => {
      const { text } = await guest(app).get('/');
      const [, href] = /<link rel="stylesheet" href="([^"]+)">/.exec(text)!;
      const response = await guest(app).get(href!).expect(200);
      expect(response.headers['content-type']).toBe('text/css; charset=utf-8');
      expect(response.text).toContain('prefers-color-scheme: dark');
    });

    it('include avatars, which do not change between requests', async () => {
      const response = await guest(app).get('/avatars/2.svg').expect(200);
      expect(response.headers['content-type']).toMatch(/^image\/svg\+xml/);
      expect(String(response.body)).toMatch(/^<svg /);
      expect((await guest(app).get('/avatars/2.svg')).body).toEqual(response.body);
      expect((await guest(app).get('/avatars/3.svg')).body).not.toEqual(response.body);
    });

    it.each(['5.svg', '0.svg', '1.png', '1', 'x.svg', '..%2F1.svg'])(
      'do not include the avatar %s',
      async (file) => {
        await guest(app).get(`/avatars/${file}`).expect(404);
      },
    );

    it('include every avatar on a page', async () => {
      const { text } = await guest(app).get('/members');
      const sources = [...text.matchAll(/<img class="avatar" src="([^"]+)"/g)].map(([, source]) => source!);
      expect(sources.length).toBeGreaterThan(15);
      for (const source of sources) await guest(app).get(source).expect(200);
    });
  });
});

function idsOn(html: string): number[] {
  return [...html.matchAll(/<p class="person-name"><a href="\/members\/(\d+)">/g)].map(([, id]) =>
    Number(id),
  );
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

import type { INestApplication } from '@nestjs/common';
import { ChatBroSignatureService, TokenService } from 'nestjs-chat-integration';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ADAPTERS } from '../support/host.js';
import { guest, signedIn, startDemo } from './demo-host.js';
import { chatBroParams, imbaChatOptions, nonceOf, scriptTags, withoutScripts } from './html.js';

const PAGES = ['/', '/members', '/members/1', '/topics', '/topics/1', '/login'];
const OWN_SOURCES =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

describe.each(ADAPTERS)('chat widgets on pages on %s', (adapter) => {
  let app: INestApplication;
  beforeAll(async () => {
    app = await startDemo(adapter);
  });
  afterAll(() => app.close());
  afterEach(() => vi.restoreAllMocks());

  describe('with the sandbox', () => {
    it.each(PAGES)('are at the end of %s, with a new nonce for each response', async (path) => {
      const responses = await Promise.all([guest(app).get(path), guest(app).get(path)]);
      const nonces = responses.map((response) => {
        const nonce = nonceOf(response)!;
        expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/);
        expect(response.headers['content-security-policy']).toBe(
          `${OWN_SOURCES}; script-src 'nonce-${nonce}' 'self' 'unsafe-eval'; connect-src 'self'`,
        );
        const tags = scriptTags(response.text);
        expect(tags).toHaveLength(2);
        for (const tag of tags) expect(tag).toContain(` nonce="${nonce}"`);
        expect(response.text).toMatch(/<\/script>\n*<\/body>/);
        return nonce;
      });
      expect(new Set(nonces).size).toBe(2);
    });

    it('are loaded from the sandbox', async () => {
      const { text } = await guest(app).get('/');
      expect(text).toContain('"scriptUrl":"/chat-sandbox/imbachat/v1/276/widget"');
      expect(text).toContain('"scriptUrl":"/chat-sandbox/embed.js"');
      await guest(app).get('/chat-sandbox/imbachat/v1/276/widget').expect(200);
    });

    it('are also available to single-page apps', async () => {
      const { body } = await guest(app).get('/chat/widgets').expect(200);
      expect(body.imbachat.scriptUrl).toBe('/chat-sandbox/imbachat/v1/276/widget');
      expect(body.chatbro.scriptUrl).toBe('/chat-sandbox/embed.js');
    });

    it('are explained on the home page', async () => {
      const { text } = await guest(app).get('/');
      expect(text).toContain('The chat sandbox is <strong>on</strong>');
    });

    it('are omitted individually if they fail', async () => {
      vi.spyOn(app.get(ChatBroSignatureService, { strict: false }), 'signUser').mockImplementation(() => {
        throw new Error('no');
      });
      const { text } = await guest(app).get('/').expect(200);
      expect(text).toContain('You are browsing as a guest.');
      expect(scriptTags(text)).toHaveLength(1);
      expect(imbaChatOptions(text)).toEqual({});
    });
  });

  describe('without the sandbox', () => {
    let real: INestApplication;
    beforeAll(async () => {
      real = await startDemo(adapter, { chatSandbox: false });
    });
    afterAll(() => real.close());

    it('are loaded from the vendors, which the Content-Security-Policy allows', async () => {
      const response = await guest(real).get('/');
      expect(response.text).toContain('"scriptUrl":"https://api.imbachat.com/imbachat/v1/276/widget"');
      expect(response.text).toContain('"scriptUrl":"https://www.chatbro.com/embed.js"');
      expect(response.text).toContain('The chat sandbox is <strong>off</strong>');
      expect(response.headers['content-security-policy']).toBe(
        `${OWN_SOURCES}; script-src 'nonce-${nonceOf(response)}' https://api.imbachat.com 'unsafe-eval'; ` +
          'connect-src https://api.imbachat.com https://www.chatbro.com',
      );
    });

    it('have no sandbox routes', async () => {
      await guest(real).get('/chat-sandbox/imbachat/v1/276/widget').expect(404);
      await guest(real).get('/chat-sandbox/embed.js').expect(404);
    });
  });

  describe('of a guest', () => {
    it.each(PAGES)('contain no identity on %s', async (path) => {
      const { text } = await guest(app).get(path);
      expect(imbaChatOptions(text)).toEqual({});
      expect(chatBroParams(text)).not.toHaveProperty('siteUserExternalId');
    });
  });

  describe('of a member', () => {
    it('contain the identity of this member', async () => {
      const [ada, bob] = await Promise.all([signedIn(app, 'ada'), signedIn(app, 'bob')]);
      const [adas, bobs] = await Promise.all([ada.get('/members/2'), bob.get('/members/1')]);
      const tokens = app.get(TokenService, { strict: false });

      const { user_id, token } = imbaChatOptions(adas.text);
      expect(user_id).toBe(1);
      expect(tokens.verify(token as string).userId).toBe(1);
      expect(chatBroParams(adas.text)).toMatchObject({
        encodedChatId: '9czk',
        siteUserFullName: 'Ada Lovelace',
        permissions: ['ban', 'delete'],
      });

      expect(imbaChatOptions(bobs.text)['user_id']).toBe(2);
      expect(chatBroParams(bobs.text)['siteUserFullName']).toBe('Bob Martin');
      expect(chatBroParams(bobs.text)).not.toHaveProperty('permissions');
    });

    it.each(['member4', 'member6', 'member7', 'member8'])('escape the name of %s', async (login) => {
      const member = await signedIn(app, login);
      const { text } = await member.get('/');
      expect(scriptTags(text)).toHaveLength(2);
      expect(withoutScripts(text)).not.toMatch(/<\/?script/);
      expect(text.match(/<script.*?<\/script>/gs)!.join()).not.toMatch(/[\u2028\u202e]/);
    });
  });
});

import type { INestApplication } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Member } from '../../src/members/member.entity.js';
import { ADAPTERS } from '../support/host.js';
import { guest, signedIn, startDemo } from './demo-host.js';
import { chatBroParams, imbaChatOptions, withoutScripts } from './html.js';

describe.each(ADAPTERS)('moderation page on %s', (adapter) => {
  let app: INestApplication;
  beforeAll(async () => {
    app = await startDemo(adapter);
    const members = app.get<DataSource>(getDataSourceToken()).getRepository(Member);
    await members.update(10, { moderation: ['delete'] });
    await members.update(11, { role: 'admin' });
    await members.update(12, { moderation: [] });
  });
  afterAll(() => app.close());

  const rights = (html: string) =>
    [...html.matchAll(/<tr><td>(\w+)<\/td><td>([^<]+)<\/td>\s*<td><span[^>]*>(\w+)</g)].map((match) =>
      match.slice(1).join(': '),
    );

  it('shows the rights of a moderator', async () => {
    const ada = await signedIn(app, 'ada');
    const { text } = await ada.get('/moderation').expect(200);
    expect(rights(text)).toEqual([
      'ChatBro: Ban members: yes',
      'ChatBro: Delete messages: yes',
      'ImbaChat: Administer the chat: yes',
    ]);
    expect(text).toContain('<a href="/moderation" aria-current="page">');
  });

  it('shows which rights a moderator does not have', async () => {
    const [withDelete, withAdmin] = await Promise.all([signedIn(app, 'member10'), signedIn(app, 'member11')]);
    const of = async (member: typeof withDelete) =>
      rights((await member.get('/moderation').expect(200)).text);
    expect((await of(withDelete)).map((line) => line.split(': ')[2])).toEqual(['no', 'yes', 'no']);
    expect((await of(withAdmin)).map((line) => line.split(': ')[2])).toEqual(['no', 'no', 'yes']);
  });

  it('lists the moderators', async () => {
    const ada = await signedIn(app, 'ada');
    const { text } = await ada.get('/moderation');
    const ids = [...text.matchAll(/<p class="person-name"><a href="\/members\/(\d+)">/g)];
    expect(ids.map(([, id]) => Number(id))).toEqual([1, 10, 11]);
  });

  it('embeds the chat of the site with its participants', async () => {
    const ada = await signedIn(app, 'ada');
    const { text } = await ada.get('/moderation');
    expect(chatBroParams(text)).toMatchObject({
      encodedChatId: '9czk',
      isStatic: true,
      containerDivId: 'site-chat',
      showChatParticipants: true,
      permissions: ['ban', 'delete'],
    });
    expect(withoutScripts(text).match(/id="site-chat"/g)).toHaveLength(1);
    expect(imbaChatOptions(text)['user_id']).toBe(1);
  });

  it.each(['bob', 'member12'])('responds with 403 to %s, who has no rights', async (login) => {
    const member = await signedIn(app, login);
    const { text } = await member.get('/moderation').set('Accept', 'text/html').expect(403);
    expect(text).toContain('<h1>Forbidden</h1>\n<p>Only moderators can view this page.</p>');
    expect(text).not.toContain('site-chat');
    await member.get('/moderation').expect(403).expect('Content-Type', /json/);
  });

  it('redirects guests to the login page', async () => {
    await guest(app)
      .get('/moderation')
      .expect(303)
      .expect('Location', '/login')
      .expect('Cache-Control', 'private, no-store');
  });

  it('is linked only for moderators', async () => {
    const [ada, bob] = await Promise.all([signedIn(app, 'ada'), signedIn(app, 'bob')]);
    expect((await ada.get('/')).text).toContain('href="/moderation"');
    for (const client of [bob, guest(app)]) {
      expect((await client.get('/')).text).not.toContain('/moderation');
    }
  });
});

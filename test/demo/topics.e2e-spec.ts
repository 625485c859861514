import type { INestApplication } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_TOPICS } from '../../src/topics/demo-topics.js';
import { Topic } from '../../src/topics/topic.entity.js';
import { ADAPTERS } from '../support/host.js';
import { guest, signedIn, startDemo } from './demo-host.js';
import { chatBroParams, imbaChatOptions, scriptTags, withoutScripts } from './html.js';

describe.each(ADAPTERS)('topics on %s', (adapter) => {
  let app: INestApplication;
  beforeAll(async () => {
    app = await startDemo(adapter);
  });
  afterAll(() => app.close());

  it('are listed, each with a link to its chat', async () => {
    const { text } = await guest(app).get('/topics').expect(200);
    const links = [...text.matchAll(/href="\/topics\/(\d+)"/g)].map(([, id]) => Number(id));
    expect(links).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(text.match(/Open the chat<\/a>/g)).toHaveLength(8);
    expect(text).toContain('<a href="/topics" aria-current="page">');
  });

  it('are listed with the chat of the site', async () => {
    const { text } = await guest(app).get('/topics');
    expect(chatBroParams(text)).toHaveProperty('encodedChatId', '9czk');
  });

  it.each(DEMO_TOPICS)('have a child chat in the page: $id', async ({ id, title }) => {
    const ada = await signedIn(app, 'ada');
    const { text } = await ada.get(`/topics/${id}`).expect(200);
    const params = chatBroParams(text);
    expect(params).toMatchObject({
      parentEncodedChatId: '9czk',
      chatTitle: title,
      extId: `topic-${id}`,
      isStatic: true,
      containerDivId: 'topic-chat',
      siteUserFullName: 'Ada Lovelace',
    });
    expect(params).not.toHaveProperty('encodedChatId');
    expect(withoutScripts(text).match(/id="topic-chat"/g)).toHaveLength(1);
    expect(imbaChatOptions(text)['user_id']).toBe(1);
    expect(scriptTags(text)).toHaveLength(2);
  });

  it('have the same chat without an identity for guests', async () => {
    const { text } = await guest(app).get('/topics/7');
    expect(chatBroParams(text)).toMatchObject({ extId: 'topic-7', parentEncodedChatId: '9czk' });
    expect(chatBroParams(text)).not.toHaveProperty('siteUserExternalId');
    expect(imbaChatOptions(text)).toEqual({});
  });

  it.each([
    ['/topics', 'show &lt;/script&gt; in a code sample?</h2>'],
    ['/topics', 'Ada&#39;s &quot;first&quot; program: what did it compute?</h2>'],
    ['/topics/4', 'show &lt;/script&gt; in a code sample?</h1>'],
    ['/topics/3', 'Ada&#39;s &quot;first&quot; program: what did it compute?</h1>'],
  ])('are escaped on %s: %s', async (path, title) => {
    const { text } = await guest(app).get(path);
    const html = withoutScripts(text);
    expect(html).toContain(title);
    expect(html).not.toMatch(/<\/?script/);
    expect(html).not.toContain('"first"');
  });

  it.each(['0', '9', '01', 'abc', '1.5', '-1', '9999999999', '%00'])('are not found at %s', async (id) => {
    await guest(app).get(`/topics/${id}`).expect(404);
  });

  it('may be empty', async () => {
    const empty = await startDemo(adapter);
    try {
      await empty.get<DataSource>(getDataSourceToken()).getRepository(Topic).clear();
      const { text } = await guest(empty).get('/topics').expect(200);
      expect(text).toContain('There are no topics yet.');
      expect(withoutScripts(text)).not.toContain('<ul');
    } finally {
      await empty.close();
    }
  });
});

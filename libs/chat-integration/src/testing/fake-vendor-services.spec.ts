import { describe, expect, it } from 'vitest';
import { ChatHasChildrenError } from '../chatbro/chats/chat-has-children.error.js';
import { VendorRefusedError } from '../http-client/vendor.errors.js';
import { FakeChatBroChats } from './fake-chatbro-chats.js';
import { FakeChatNotificationHandler } from './fake-chat-notification-handler.js';
import { FakeImbaChatMessages } from './fake-imbachat-messages.js';
import { FakeImbaChatSupport } from './fake-imbachat-support.js';
import { FakeRoomPipes } from './fake-room-pipes.js';

describe('FakeChatBroChats', () => {
  it('creates, lists and deletes chats, and records the calls', async () => {
    const chats = new FakeChatBroChats([{ id: 'cats', title: 'Cats', secretKey: 'the-secret-of-the-cats' }]);
    const created = await chats.create();
    expect((await chats.list()).map(({ id, title, secretKey }) => [id, title, secretKey])).toEqual([
      ['cats', 'Cats', 'the-secret-of-the-cats'],
      [created.id, `Chat ${created.id}`, created.secretKey],
    ]);
    await chats.delete('cats');
    expect(await chats.list()).toHaveLength(1);
    expect(chats.calls).toEqual([['create'], ['list'], ['delete', 'cats', false], ['list']]);
  });

  it('rejects as the service does', async () => {
    const chats = new FakeChatBroChats([{ id: 'cats', hasChildren: true }]);
    await expect(chats.delete('dogs')).rejects.toThrow(VendorRefusedError);
    await expect(chats.delete('cats')).rejects.toThrow(ChatHasChildrenError);
    await chats.delete('cats', { force: true });
    chats.failure = new Error('down');
    await expect(chats.list()).rejects.toThrow('down');
  });

  it('hides secrets as the service does', async () => {
    const { secretKey, ...shown } = await new FakeChatBroChats().create();
    expect(secretKey.length).toBeGreaterThanOrEqual(16);
    expect(shown).toEqual({ id: 'fake1' });
  });
});

describe('the fakes of ImbaChat', () => {
  it('record messages and requests', async () => {
    const messages = new FakeImbaChatMessages();
    expect(await messages.send({ from: 1, roomId: 7, text: 'Hi' })).toMatchObject({ id: 1, uuid: 'fake-1' });
    messages.response = { success: true, room: 5 };
    expect(await messages.request('rooms', { title: 'x' })).toEqual({ success: true, room: 5 });
    expect(messages.sent).toEqual([{ from: 1, roomId: 7, text: 'Hi' }]);
    expect(messages.requests).toEqual([{ path: 'rooms', form: { title: 'x' } }]);
  });

  it('return a support user, pipes and notifications', async () => {
    expect(await new FakeImbaChatSupport(9).userNumber()).toBe(9);
    expect(new FakeRoomPipes().of(5)).toBe('room-5');
    const handler = new FakeChatNotificationHandler();
    await handler.handle({ email: 'a@example.com', title: 't', body: 'b' });
    expect(handler.notifications).toEqual([{ email: 'a@example.com', title: 't', body: 'b' }]);
  });

  it('fail when told to', async () => {
    const [messages, support, handler] = [
      new FakeImbaChatMessages(),
      new FakeImbaChatSupport(),
      new FakeChatNotificationHandler(),
    ];
    for (const fake of [messages, support, handler]) fake.failure = new Error('down');
    for (const call of [
      messages.send({ from: 1, roomId: 1, text: 'x' }),
      messages.request('x', {}),
      support.userNumber(),
      handler.handle({ email: '', title: '', body: '' }),
    ])
      await expect(call).rejects.toThrow('down');
    expect(messages.sent).toEqual([]);
  });
});

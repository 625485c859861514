import { describe, expect, it } from 'vitest';
import { chatServer, USERS_INFO_LAYOUTS } from './chat-server.js';

const credentials = { apiLogin: 'chat', apiPassword: 'a password' };

describe('chatServer', () => {
  it('calls the default path', () => {
    const chat = chatServer(credentials);
    expect(chat.version).toBe('/imbachat/api/v1');
    expect(chat.loginCheck).toBe('/imbachat/api/v1/auth_users');
    expect(chat.friends(7)).toBe('/imbachat/api/v1/user/friends/7');
    expect(USERS_INFO_LAYOUTS.map((layout) => chat.usersInfo([3, 1], layout))).toEqual([
      '/imbachat/api/v1/users/3,1',
      '/imbachat/api/v1/users?user_ids=3,1',
      '/imbachat/api/v1/users?ids=3,1',
    ]);
    expect(chat.usersInfo([3, 1])).toBe('/imbachat/api/v1/users/3,1');
  });

  it('calls another path', () => {
    const chat = chatServer({ ...credentials, path: '/api/chat' });
    expect([chat.version, chat.loginCheck, chat.usersInfo([1]), chat.search('a'), chat.friends(1)]).toEqual([
      '/api/chat',
      '/api/chat/auth_users',
      '/api/chat/users/1',
      '/api/chat/search/a',
      '/api/chat/user/friends/1',
    ]);
  });

  it('encodes the separator and the search', () => {
    const chat = chatServer({ ...credentials, idSeparator: ' & ' });
    expect(chat.usersInfo([1, 2], 'ids')).toBe('/imbachat/api/v1/users?ids=1%20%26%202');
    expect(chat.search('a/b?')).toBe('/imbachat/api/v1/search/a%2Fb%3F');
  });

  it('has the header of the credentials', () => {
    expect(chatServer(credentials).headers).toEqual({ authorization: 'Basic Y2hhdDphIHBhc3N3b3Jk' });
  });
});

import { describe, expect, it } from 'vitest';
import { readBasicCredentials } from '../imbachat/basic-credentials.js';
import { basicAuthorization, chatServer, USERS_INFO_LAYOUTS } from './chat-server.js';

const credentials = { apiLogin: 'chat', apiPassword: 'a password' };

describe('chatServer', () => {
  it('calls where the endpoints are by default', () => {
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

  it('calls where it is told', () => {
    const chat = chatServer({ ...credentials, path: '/api/chat' });
    expect([chat.version, chat.loginCheck, chat.usersInfo([1]), chat.search('a'), chat.friends(1)]).toEqual([
      '/api/chat',
      '/api/chat/auth_users',
      '/api/chat/users/1',
      '/api/chat/search/a',
      '/api/chat/user/friends/1',
    ]);
  });

  it('writes any separator and any text so that they stay in their place', () => {
    const chat = chatServer({ ...credentials, idSeparator: ' & ' });
    expect(chat.usersInfo([1, 2], 'ids')).toBe('/imbachat/api/v1/users?ids=1%20%26%202');
    expect(chat.search('a/b?')).toBe('/imbachat/api/v1/search/a%2Fb%3F');
  });

  it('carries the credentials', () => {
    expect(chatServer(credentials).headers).toEqual({ authorization: 'Basic Y2hhdDphIHBhc3N3b3Jk' });
  });
});

describe('basicAuthorization', () => {
  it.each(['pass:word', 'пароль', ' '])('writes the password %j as it is read', (password) => {
    expect(readBasicCredentials(basicAuthorization('chat', password)).credentials).toEqual({
      login: 'chat',
      password,
    });
  });
});

import { describe, expect, it } from 'vitest';
import { parseEnvironment } from '../config/parse-environment.js';
import { chatServerCalls } from './chat-server-calls.js';

const commands = (environment: Record<string, string>) =>
  chatServerCalls(parseEnvironment(environment)).map(({ command }) => command);

describe('chatServerCalls', () => {
  it('contain the development credentials in development', () => {
    expect(commands({ PORT: '3456' })[0]).toBe(
      'curl -u imbachat:change-me-imbachat-api-password http://localhost:3456/imbachat/api/v1/users/1,2,3',
    );
  });

  it.each([{ IMBACHAT_API_PASSWORD: 'hidden-word' }, { IMBACHAT_API_LOGIN: 'hidden-word' }])(
    'do not contain real credentials: %j',
    (environment) => {
      const text = commands(environment).join('\n');
      expect(text).not.toContain('hidden-word');
      expect(text).toContain('curl -u "$IMBACHAT_API_LOGIN:$IMBACHAT_API_PASSWORD" ');
    },
  );
});

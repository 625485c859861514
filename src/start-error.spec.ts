import { createServer } from 'node:net';
import { InvalidOptionsError } from 'nestjs-chat-integration';
import { describe, expect, it } from 'vitest';
import { EnvironmentError } from './config/environment-error.js';
import { startErrorText } from './start-error.js';

describe('startErrorText', () => {
  it('reports the port that is in use and a fix', async () => {
    const first = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => first.once('listening', resolve));
    const { port } = first.address() as { port: number };
    const second = createServer().listen(port, '127.0.0.1');
    const error = await new Promise((resolve) => second.once('error', resolve));
    first.close();
    expect(startErrorText(error)).toBe(
      `Port ${port} is already in use. Stop the process that uses it, or set another port, for example PORT=3001.`,
    );
  });

  it('shows only the message of known errors', () => {
    for (const error of [
      new EnvironmentError(['PORT: wrong']),
      new InvalidOptionsError([{ path: 'imbachat', message: 'wrong' }]),
    ]) {
      expect(startErrorText(error)).toBe(error.message);
    }
  });

  it('reports that the database is not reachable', () => {
    const error = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
    expect(startErrorText(error)).toMatch(
      /^Could not connect to the database \(ECONNREFUSED\)\. .*DATABASE_URL/,
    );
  });

  it('shows the stack of unknown errors', () => {
    const error = new Error('surprise');
    expect(startErrorText(error)).toBe(error.stack);
    expect(startErrorText('surprise')).toBe('surprise');
  });
});

import { createServer } from 'node:net';
import { InvalidOptionsError } from 'nestjs-chat-integration';
import { describe, expect, it } from 'vitest';
import { EnvironmentError } from './config/environment-error.js';
import { startErrorText } from './start-error.js';

describe('startErrorText', () => {
  it('says which port is in use and what to do', async () => {
    const first = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => first.once('listening', resolve));
    const { port } = first.address() as { port: number };
    const second = createServer().listen(port, '127.0.0.1');
    const error = await new Promise((resolve) => second.once('error', resolve));
    first.close();
    expect(startErrorText(error)).toBe(
      `Port ${port} is in use. Stop what listens there, or give the demo another port, for example PORT=3001.`,
    );
  });

  it('leaves what explains itself as it is, without a stack', () => {
    for (const error of [
      new EnvironmentError(['PORT: wrong']),
      new InvalidOptionsError([{ path: 'imbachat', message: 'wrong' }]),
    ]) {
      expect(startErrorText(error)).toBe(error.message);
    }
  });

  it('says that the database cannot be reached', () => {
    const error = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
    expect(startErrorText(error)).toMatch(
      /^The database cannot be reached \(ECONNREFUSED\)\. .*DATABASE_URL/,
    );
  });

  it('shows the stack of what nobody foresaw', () => {
    const error = new Error('surprise');
    expect(startErrorText(error)).toBe(error.stack);
    expect(startErrorText('surprise')).toBe('surprise');
  });
});

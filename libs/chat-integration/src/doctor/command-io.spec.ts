import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type CommandIo, obtain, readAll } from './command-io.js';
import { UsageError } from './doctor.errors.js';

const WANTED = { what: 'API password', option: 'password', variable: 'THE_PASSWORD', isSecret: true };

function terminal(env: Record<string, string> = {}, isTTY = true) {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const output = new PassThrough();
  const io: CommandIo = { env, stdin, stdout: output, stderr: output };
  return { io, stdin, said: () => String(output.read() ?? '') };
}

describe('obtain', () => {
  it('takes the option first and warns of it, then the environment', async () => {
    const { io, said } = terminal({ THE_PASSWORD: 'of the environment' });
    expect(await obtain(WANTED, undefined, io)).toBe('of the environment');
    expect(said()).toBe('');
    expect(await obtain(WANTED, 'of the option', io)).toBe('of the option');
    expect(said()).toMatch(/--password .+ ps .+ THE_PASSWORD/);
    expect(await obtain({ ...WANTED, isSecret: false }, 'of the option', io)).toBe('of the option');
    expect(said()).toBe('');
  });

  it('asks on a terminal, and does not show what is typed', async () => {
    const { io, stdin, said } = terminal();
    const asked = obtain(WANTED, undefined, io);
    stdin.write('hush-hush\r\n');
    expect(await asked).toBe('hush-hush');
    expect(said()).toBe('API password (not shown): \n');
  });

  it.each([
    ['nothing is typed', '\r\n'],
    ['it is broken off', '\u0003'],
  ])('refuses where %s', async (_, typed) => {
    const { io, stdin } = terminal();
    const asked = obtain(WANTED, undefined, io);
    stdin.write(typed);
    await expect(asked).rejects.toThrow(UsageError);
  });

  it('says how to give it where there is no terminal', async () => {
    const nowhere = terminal({}, false);
    await expect(obtain(WANTED, undefined, nowhere.io)).rejects.toThrow(
      'Expected the API password, got none. Set THE_PASSWORD, or give --password.',
    );
    const empty = terminal({ THE_PASSWORD: '' }, false);
    await expect(obtain(WANTED, undefined, empty.io)).rejects.toThrow('got an empty one.');
  });
});

it('reads all of an input, also a letter that comes in two pieces', async () => {
  const input = new PassThrough();
  const bytes = Buffer.from('Иван');
  input.write(bytes.subarray(0, 3));
  input.end(bytes.subarray(3));
  expect(await readAll(input)).toBe('Иван');
});

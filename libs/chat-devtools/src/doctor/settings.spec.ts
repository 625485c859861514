import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { UsageError } from './doctor.errors.js';
import { type CommandIo, readSetting } from './settings.js';

const PASSWORD = { name: 'API password', option: 'password', variable: 'THE_PASSWORD', isSecret: true };

function terminal(env: Record<string, string> = {}, isTTY = true) {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const output = new PassThrough();
  const io: CommandIo = { env, stdin, stdout: output, stderr: output };
  return { io, stdin, output: () => String(output.read() ?? '') };
}

describe('readSetting', () => {
  it('prefers the option to the environment, and warns about secrets on the command line', async () => {
    const { io, output } = terminal({ THE_PASSWORD: 'from the environment' });
    expect(await readSetting(PASSWORD, undefined, io)).toBe('from the environment');
    expect(output()).toBe('');
    expect(await readSetting(PASSWORD, 'from the option', io)).toBe('from the option');
    expect(output()).toMatch(/--password .+ ps .+ THE_PASSWORD/);
    expect(await readSetting({ ...PASSWORD, isSecret: false }, 'from the option', io)).toBe(
      'from the option',
    );
    expect(output()).toBe('');
  });

  it('prompts on a terminal without showing what is typed', async () => {
    const { io, stdin, output } = terminal();
    const value = readSetting(PASSWORD, undefined, io);
    stdin.write('hush-hush\r\n');
    expect(await value).toBe('hush-hush');
    expect(output()).toBe('API password (not shown): \n');
  });

  it.each([
    ['nothing is typed', '\r\n'],
    ['the user presses Ctrl+C', '\u0003'],
  ])('throws if %s at the prompt', async (_, typed) => {
    const { io, stdin } = terminal();
    const value = readSetting(PASSWORD, undefined, io);
    stdin.write(typed);
    await expect(value).rejects.toThrow(UsageError);
  });

  it('explains how to provide the value if there is no terminal', async () => {
    const { io } = terminal({}, false);
    await expect(readSetting(PASSWORD, undefined, io)).rejects.toThrow(
      'Expected the API password but got none. Fix: set THE_PASSWORD, or pass --password.',
    );
    const empty = terminal({ THE_PASSWORD: '' }, false);
    await expect(readSetting(PASSWORD, undefined, empty.io)).rejects.toThrow('but got an empty one.');
  });
});

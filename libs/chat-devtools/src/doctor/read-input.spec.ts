import { createReadStream } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { UsageError } from './doctor.errors.js';
import { MAX_INPUT_BYTES, readInput } from './read-input.js';

describe('readInput', () => {
  it('reads a stream to its end, without a byte order mark', async () => {
    expect(await readInput(Readable.from([Buffer.from('\ufeffab'), Buffer.from('c')]))).toBe('abc');
    expect(await readInput(Readable.from(['a'.repeat(MAX_INPUT_BYTES)]))).toHaveLength(MAX_INPUT_BYTES);
  });

  it('refuses a stream that is too long, such as a device without an end', async () => {
    const read = readInput(createReadStream('/dev/zero'));
    await expect(read).rejects.toThrow(UsageError);
    await expect(read).rejects.toThrow('at most 4194304 bytes');
  });

  it('refuses a stream that does not end in time, and closes it', async () => {
    const stream = new PassThrough();
    stream.write('a');
    const read = readInput(stream, 5);
    await expect(read).rejects.toThrow(UsageError);
    await expect(read).rejects.toThrow('within 0.005 seconds');
    expect(stream.destroyed).toBe(true);
  });

  it('waits for a person on a terminal', async () => {
    const terminal = Object.assign(new PassThrough(), { isTTY: true });
    const read = readInput(terminal, 1);
    setTimeout(() => terminal.end('abc'), 20);
    expect(await read).toBe('abc');
  });

  it('throws the error of a file that cannot be read', async () => {
    await expect(readInput(createReadStream('/nowhere/at/all'))).rejects.toThrow('ENOENT');
  });
});

import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readAtMost } from './read-at-most.js';

describe('readAtMost', () => {
  it.each([
    ['a stream', Readable.from([Buffer.from('ab'), Buffer.from('c')]), 'abc'],
    ['text', Readable.from(['ab', 'c']), 'abc'],
    ['a character that is split', Readable.from([Buffer.of(0xc3), Buffer.of(0xa9)]), 'é'],
    ['a byte order mark', Readable.from([Buffer.from('\ufeffa')]), '\ufeffa'],
    ['no stream', null, ''],
  ])('reads %s', async (_, stream, text) => expect(await readAtMost(4, stream)).toBe(text));

  it('stops at the limit, and closes the stream', async () => {
    let chunks = 0;
    const endless = new Readable({ read: () => endless.push(Buffer.alloc(10, ++chunks)) });
    expect(await readAtMost(35, endless)).toBeUndefined();
    expect(endless.destroyed).toBe(true);
    expect(chunks).toBeLessThan(20_000);
  });

  it('reads as many bytes as the limit', async () => {
    expect(await readAtMost(3, Readable.from(['abc']))).toBe('abc');
    expect(await readAtMost(3, Readable.from(['abé']))).toBeUndefined();
  });
});

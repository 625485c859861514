import { describe, expect, it } from 'vitest';
import { cpuGrowth, LINEAR } from '../../../../test/support/growth.js';
import { requestIdOf } from '../telemetry/request-id.js';
import { addressIn, clientNetworks } from './endpoints/client-networks.js';
import { parseBasicCredentials } from './protocol/basic-credentials.js';
import { parseUserNumbers } from './protocol/user-numbers.js';

/** Texts that a stranger can send, by size. */
const TEXTS: readonly [name: string, textOf: (size: number) => string][] = [
  ['letters and another character', (size) => `${'A'.repeat(size)}!`],
  ['digits', (size) => '1'.repeat(size)],
  ['spaces between digits', (size) => `1${' '.repeat(size)}1`],
  ['commas', (size) => ','.repeat(size)],
  ['distinct items', (size) => Array.from({ length: size }, (_, index) => index + 1).join(',')],
  ['colons', (size) => ':'.repeat(size)],
  ['padding', (size) => `${'A'.repeat(size * 4)}${'='.repeat(size)}`],
  ['pairs of characters', (size) => '\u{1f600}'.repeat(size)],
];

/** What reads them, outside the functions whose specs measure this themselves. */
const READERS: readonly [name: string, read: (text: string) => unknown][] = [
  ['an Authorization header', (text) => parseBasicCredentials(`Basic ${text}`)],
  ['decoded credentials', (text) => parseBasicCredentials(`Basic ${Buffer.from(text).toString('base64')}`)],
  ['a list of ids', (text) => parseUserNumbers(text, ',')],
  ['a list of ids with a long separator', (text) => parseUserNumbers(text, ', , ')],
  ['an X-Forwarded-For header', (text) => clientNetworks('', text)],
  ['an address', (text) => addressIn(text)],
  ['a request id', (text) => requestIdOf({ id: text, headers: { 'x-request-id': text } })],
];

describe.each(READERS)('reading %s', (_reader, read) => {
  it.each(TEXTS)('takes linear time for many %s', (_name, textOf) => {
    expect(cpuGrowth(textOf, read)).toBeLessThan(LINEAR);
  });
});

import { describe, expect, it } from 'vitest';
import { cpuGrowth, LINEAR } from '../../../test/support/growth.js';
import { resolvedChatBro } from '../../../test/support/options.js';
import { readTokenClaims } from './imbachat/protocol/token-claims.js';
import { parseUserNumbers } from './imbachat/protocol/user-numbers.js';
import { verifyToken } from './imbachat/protocol/user-token.js';
import { usersInfoRecord } from './imbachat/protocol/users-info-record.js';
import { RecordSealer } from './imbachat/user-cache/record-sealer.js';
import { isBaseUrl } from './options/base-url.js';

/** Texts of which some are slow for patterns that begin anew at each character, or that can match in several ways. */
const TEXTS: Readonly<Record<string, (size: number) => string>> = {
  letters: (size) => 'a'.repeat(size),
  spaces: (size) => `a${' '.repeat(size)}a`,
  numbers: (size) => Array.from({ length: size / 4 }, (_, index) => index).join(','),
  'a domain': (size) => `${'a-b.'.repeat(size / 4)}!`,
  wildcards: (size) => '%_!'.repeat(size / 3),
  surrogates: (size) => '\ud800'.repeat(size),
};

const secretKey = 'an-imbachat-secret-of-more-than-32-bytes';
const sealer = new RecordSealer([secretKey], 'imbachat:276:');
const base64 = (text: string): string => Buffer.from(text).toString('base64url');

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  'a list of user numbers': (text) => parseUserNumbers(text, ','),
  'a token': (text) => caught(() => verifyToken(text, { secretKey })),
  'the claims of a token': (text) =>
    readTokenClaims(`${base64(text)}.${base64(`{"exp":${text}}`)}.${base64(text)}`),
  'a cached record': (text) => sealer.open(1, text, 0),
  'the URLs of a user': (text) =>
    usersInfoRecord({ id: 1, name: 'Ada', avatarUrl: text, profileUrl: text, badge: text }, 1, true),
  'a base URL': isBaseUrl,
  'the domain of a site': (text) => caught(() => resolvedChatBro({ siteDomain: text })),
};

function caught(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error;
  }
}

describe.each(Object.entries(READERS))('the CPU time for %s', (_, read) => {
  it.each(Object.entries(TEXTS))('at most doubles when the text doubles: %s', (_text, textOf) => {
    expect(cpuGrowth(textOf, read, 1_200)).toBeLessThan(LINEAR);
  });
});

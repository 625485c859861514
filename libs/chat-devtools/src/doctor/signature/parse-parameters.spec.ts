import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../doctor.errors.js';
import { parseParameters } from './parse-parameters.js';

const ADA = {
  siteDomain: 'example.com',
  siteUserFullName: 'Ada',
  permissions: ['ban', 'delete'],
  signature: 'x',
};

describe('parseParameters', () => {
  it.each([
    ['JSON', JSON.stringify(ADA)],
    ['an array with one chat', JSON.stringify([ADA])],
    ['the query of the embed code', JSON.stringify({ embedChatsParameters: [ADA], lang: 'en' })],
    [
      'JavaScript',
      "siteDomain: 'example.com', siteUserFullName:'Ada', permissions: ['ban', \"delete\"], signature: 'x'",
    ],
    [
      'part of a page',
      `<script>/* ChatBro */ ChatbroLoader({"encodedChatId":"9czk","siteDomain":"example.com",
        "siteUserFullName": "\\u0041d\\x61", permissions:['ban','delete',], signature : 'x'});</script>`,
    ],
  ])('parses %s', (_, text) => expect(parseParameters(text)).toMatchObject(ADA));

  it('parses string literals as JavaScript does', () => {
    const { siteUserFullName } = parseParameters(String.raw`siteUserFullName: 'O\'Neil "Z" \\\n\x41'`);
    expect(siteUserFullName).toBe('O\'Neil "Z" \\\nA');
  });

  it.each([
    ['', 'but got neither'],
    ['hello', 'but got neither'],
    ['[1]', 'but got neither'],
    ['mysiteDomain: "a"', 'but got neither'],
    ['siteDomain: domain', 'but got neither'],
    ["siteDomain: 'a', siteDomain: 'b'", 'siteDomain twice'],
    [String.raw`siteDomain: 'a\0'`, 'escape sequence'],
  ])('refuses %j', (text, words) => {
    expect(() => parseParameters(text)).toThrow(UsageError);
    expect(() => parseParameters(text)).toThrow(words);
  });

  it('parses every name that JSON can contain', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
        const name = String.fromCharCode(...units);
        const member = `{ siteUserFullName: ${JSON.stringify(name)} }`;
        expect(parseParameters(member)).toEqual({ siteUserFullName: name });
      }),
    );
  });
});

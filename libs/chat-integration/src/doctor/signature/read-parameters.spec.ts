import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../doctor.errors.js';
import { readParameters } from './read-parameters.js';

const ADA = {
  siteDomain: 'example.com',
  siteUserFullName: 'Ada',
  permissions: ['ban', 'delete'],
  signature: 'x',
};

describe('readParameters', () => {
  it.each([
    ['JSON', JSON.stringify(ADA)],
    ['an array of one', JSON.stringify([ADA])],
    ['the question of the embed code', JSON.stringify({ embedChatsParameters: [ADA], lang: 'en' })],
    [
      'JavaScript',
      "siteDomain: 'example.com', siteUserFullName:'Ada', permissions: ['ban', \"delete\"], signature: 'x'",
    ],
    [
      'a page',
      `<script>/* ChatBro */ ChatbroLoader({"encodedChatId":"9czk","siteDomain":"example.com",
        "siteUserFullName": "\\u0041d\\x61", permissions:['ban','delete',], signature : 'x'});</script>`,
    ],
  ])('reads %s', (_, text) => expect(readParameters(text)).toMatchObject(ADA));

  it('reads the strings of JavaScript as it does', () => {
    const { siteUserFullName } = readParameters(String.raw`siteUserFullName: 'O\'Neil "Z" \\\n\x41'`);
    expect(siteUserFullName).toBe('O\'Neil "Z" \\\nA');
  });

  it.each([
    ['', 'got neither'],
    ['hello', 'got neither'],
    ['[1]', 'got neither'],
    ['mysiteDomain: "a"', 'got neither'],
    ['siteDomain: domain', 'got neither'],
    ["siteDomain: 'a', siteDomain: 'b'", 'siteDomain twice'],
    [String.raw`siteDomain: 'a\0'`, 'an escape'],
  ])('refuses %j', (text, words) => {
    expect(() => readParameters(text)).toThrow(UsageError);
    expect(() => readParameters(text)).toThrow(words);
  });

  it('reads whatever name is written as JSON writes it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
        const name = String.fromCharCode(...units);
        const member = `{ siteUserFullName: ${JSON.stringify(name)} }`;
        expect(readParameters(member)).toEqual({ siteUserFullName: name });
      }),
    );
  });
});

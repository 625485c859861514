import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuGrowth, LINEAR } from '../../../../../test/support/growth.js';
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
    ["permissions: ['ban'", 'but got neither'],
    ["permissions: ['ban', other]", 'but got neither'],
    ['siteDomain: "a\nb"', 'but got neither'],
    ["siteDomain: 'a', siteDomain: 'b'", 'siteDomain twice'],
    [String.raw`siteDomain: 'a\0'`, 'escape sequence'],
  ])('refuses %j', (text, words) => {
    expect(() => parseParameters(text)).toThrow(UsageError);
    expect(() => parseParameters(text)).toThrow(words);
  });

  it('continues after a value that is not a string or an array of strings', () => {
    const page = "siteDomain: domain, permissions: ['ban', rights], signature: 'x'";
    expect(parseParameters(page)).toEqual({ signature: 'x' });
  });

  it('does not look for parameters in a string that it has read', () => {
    expect(parseParameters(`siteUserFullName: "signature: 'x'"`)).toEqual({
      siteUserFullName: "signature: 'x'",
    });
  });

  it.each<[what: string, pageOf: (size: number) => string]>([
    ['an array without an end', (size) => `permissions: [${"'a'   ".repeat(size)}`],
    ['line feeds in an array', (size) => `permissions: ['a'${'\n'.repeat(size)}`],
    ['arrays in arrays', (size) => `permissions: ['permissions:["`.repeat(size)],
    ['line feeds after names', (size) => `siteDomain${'\n'.repeat(4)}`.repeat(size)],
  ])('takes time in proportion to a page with %s', (_, pageOf) => {
    const parse = (page: string) => {
      try {
        return parseParameters(page);
      } catch (error) {
        return error;
      }
    };
    expect(cpuGrowth(pageOf, parse, 500)).toBeLessThan(LINEAR);
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

import { runInNewContext, runInThisContext } from 'node:vm';
import { array, assert, constantFrom, jsonValue, property, string, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertNonce, inlineCall, InvalidNonceError, scriptJson } from './inline-script.js';

const NAUGHTY = [
  '</script><script>window.pwned=1</script>',
  '<!--<script>',
  ']]>',
  '\u2028\u2029',
  '"\'`\\',
  '\u202eevil',
  '&lt;',
];

describe('scriptJson', () => {
  it.each(NAUGHTY)('writes %j so that it keeps its value and cannot end the script', (text) => {
    const json = scriptJson({ text });
    expect(runInNewContext(`(${json}).text`)).toBe(text);
    expect(json).not.toMatch(/[<>&\u2028\u2029]/);
  });

  it('does so for any JSON value', () => {
    assert(
      property(jsonValue(), (value) => {
        const json = scriptJson(value);
        expect(json).not.toMatch(/[<>&\u2028\u2029]/);
        expect(JSON.stringify(runInThisContext(`(${json})`))).toBe(JSON.stringify(value));
      }),
    );
  });

  it.each([
    '{"__proto__":{"isAdmin":true}}',
    '{"a":[{"b":1,"__proto__":[]}],"__proto__":null}',
    '{"a":"\\"__proto__\\":1","\\"__proto__":2,"__proto__\\"":3,"\\\\":"__proto__"}',
  ])('keeps the own keys of %s', (json) => {
    const value = runInThisContext(`(${scriptJson(JSON.parse(json))})`) as object;
    expect(JSON.stringify(value)).toBe(json);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it('keeps the own keys of any object that has such keys and texts', () => {
    const text = string({ unit: constantFrom('__proto__', '"', '\\', ':', '{', ','), maxLength: 6 });
    assert(
      property(array(tuple(text, text)), (entries) => {
        const value: unknown = Object.fromEntries(entries.map(([key, inner]) => [key, { [inner]: inner }]));
        expect(JSON.stringify(runInThisContext(`(${scriptJson(value)})`))).toBe(JSON.stringify(value));
      }),
    );
  });
});

describe('inlineCall', () => {
  it('returns a script that calls the function with the argument', () => {
    const html = inlineCall('(name) => `Hello, ${name}`', '</script>', 'abc=');
    const [, script] = /^<script nonce="abc=">(.*)<\/script>$/s.exec(html)!;
    expect(runInNewContext(script!)).toBe('Hello, </script>');
  });

  it('omits the attribute without a nonce', () => {
    expect(inlineCall('() => 1', {}, undefined)).toMatch(/^<script>\(/);
  });
});

describe('assertNonce', () => {
  it.each([undefined, 'abc', 'a+b/c-d_e==', 'x'])('accepts %j', (nonce) => {
    expect(() => assertNonce(nonce)).not.toThrow();
  });

  it.each(['', 'a"b', "'nonce-abc'", 'a b', 'abc===', '<', 'abc\n'])('refuses %j', (nonce) => {
    expect(() => assertNonce(nonce)).toThrow(InvalidNonceError);
  });

  it('says what was expected and how to fix it, without the nonce', () => {
    expect(new InvalidNonceError().code).toBe('ERR_CHAT_NONCE_INVALID');
    expect(() => assertNonce('a"b')).toThrow(
      /^Expected a nonce of base64 characters.* but got something else\. Fix: create one for each response/,
    );
  });
});

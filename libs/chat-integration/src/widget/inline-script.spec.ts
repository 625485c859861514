import { runInNewContext } from 'node:vm';
import { assert, property, string, jsonValue } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startChatBro } from '../browser/chatbro.js';
import { startImbaChat } from '../browser/imbachat.js';
import { attributeText, inlineCall, InvalidNonceError, nonceAttribute, scriptJson } from './inline-script.js';

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
  it.each(NAUGHTY)('writes %j so that it is the same value and cannot leave the script', (text) => {
    const json = scriptJson({ text });
    expect(runInNewContext(`(${json}).text`)).toBe(text);
    expect(json).not.toMatch(/[<>&\u2028\u2029]/);
  });

  it('holds for any value', () => {
    assert(
      property(jsonValue(), (value) => {
        const json = scriptJson(value);
        expect(json).not.toMatch(/[<>&\u2028\u2029]/);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('inlineCall', () => {
  it('calls the function with the argument', () => {
    const html = inlineCall((name: string) => `Hello, ${name}`, '</script>', 'abc=');
    const [, script] = /^<script nonce="abc=">(.*)<\/script>$/s.exec(html)!;
    expect(runInNewContext(script!)).toBe('Hello, </script>');
  });
});

describe('what is put into pages', () => {
  it.each([startImbaChat, startChatBro])('stands alone and cannot end the script: $name', (start) => {
    const text = start.toString();
    expect(text).not.toMatch(/<\/script|<!--|__vi_|__name|import\(/);
    expect(() => runInNewContext(`(${text})`)).not.toThrow();
  });
});

describe('nonceAttribute', () => {
  it('is nothing without a nonce', () => {
    expect(nonceAttribute(undefined)).toBe('');
  });

  it.each(['', 'a"b', "'nonce-abc'", 'a b', 'abc===', '<'])('refuses %j', (nonce) => {
    expect(() => nonceAttribute(nonce)).toThrow(InvalidNonceError);
  });
});

describe('attributeText', () => {
  it('cannot leave the attribute', () => {
    assert(
      property(string(), (text) => {
        expect(attributeText(text)).not.toMatch(/["<>]|&(?!#)/);
      }),
    );
    expect(attributeText('a"b&c')).toBe('a&#34;b&#38;c');
  });
});

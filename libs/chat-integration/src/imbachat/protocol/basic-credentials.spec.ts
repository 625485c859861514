import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AcceptedCredentials,
  basicAuthorization,
  parseBasicCredentials,
  type BasicCredentials,
  type Refusal,
} from './basic-credentials.js';

const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');
const basic = (text: string | Uint8Array): string => `Basic ${base64(text)}`;
const parse = (header: unknown): BasicCredentials | undefined => parseBasicCredentials(header).credentials;

// oxlint-disable-next-line no-control-regex -- control characters are what is left out
const withoutControl = fc.string({ unit: 'binary' }).filter((text) => !/[\u0000-\u001f\u007f]/.test(text));
const logins = withoutControl.filter((text) => !text.includes(':'));

describe('basicAuthorization', () => {
  it('builds the header in UTF-8', () => {
    expect(basicAuthorization('chat', 'a password')).toBe('Basic Y2hhdDphIHBhc3N3b3Jk');
    expect(basicAuthorization('Ж', 'Ж')).toBe('Basic 0JY60JY=');
  });
});

describe('parseBasicCredentials', () => {
  it.each([
    ['login:password', 'login', 'password'],
    ['login:pass:word:', 'login', 'pass:word:'],
    ['login::password', 'login', ':password'],
    [':password', '', 'password'],
    ['login:', 'login', ''],
    [':', '', ''],
    ['логин:пароль€😀', 'логин', 'пароль€😀'],
    ['\ufefflogin:password', '\ufefflogin', 'password'],
    [' login : pass word ', ' login ', ' pass word '],
  ])('parses %j', (text, login, password) => {
    expect(parse(basic(text))).toEqual({ login, password });
  });

  it.each(['Basic', 'basic', 'BASIC', 'bAsIc'])('accepts the scheme %s', (scheme) => {
    expect(parse(`${scheme} ${base64('a:b')}`)).toEqual({ login: 'a', password: 'b' });
  });

  it.each<[Refusal, string, unknown]>([
    ['missing', 'no header', undefined],
    ['missing', 'an empty header', ''],
    ['missing', 'a header that arrives as an array', [basic('a:b')]],
    ['malformed', 'a scheme alone', 'Basic'],
    ['malformed', 'another scheme', `Bearer ${base64('a:b')}`],
    ['malformed', 'a scheme that ends in Basic', `X${basic('a:b')}`],
    ['malformed', 'a scheme that begins with Basic', `BasicX ${base64('a:b')}`],
    ['malformed', 'XBasicY', `XBasicY ${base64('a:b')}`],
    ['malformed', 'a scheme with a letter that folds to s', `Ba\u017fic ${base64('a:b')}`],
    ['malformed', 'a space at the beginning', ` ${basic('a:b')}`],
    ['malformed', 'two spaces', `Basic  ${base64('a:b')}`],
    ['malformed', 'a tab instead of the space', `Basic\t${base64('a:b')}`],
    ['malformed', 'no space', `Basic${base64('a:b')}`],
    ['malformed', 'a space at the end', `${basic('a:b')} `],
    ['malformed', 'a line break at the end', `${basic('a:b')}\n`],
    ['malformed', 'a second word', `${basic('a:b')} ${base64('a:b')}`],
    ['malformed', 'a list of credentials', `${basic('a:b')}, ${basic('a:b')}`],
    ['malformed', 'a parameter', `${basic('a:b')}, realm="Backend"`],
    ['malformed', 'no padding', `Basic ${base64('a:b!').replaceAll('=', '')}`],
    ['malformed', 'too little padding', `Basic ${base64('a:b!').replace('==', '=')}`],
    ['malformed', 'too much padding', `${basic('a:b!')}=`],
    ['malformed', 'padding in the middle', `Basic ${base64('a:b!')}${base64('a:b')}`],
    ['malformed', 'padding alone', 'Basic ===='],
    ['malformed', 'base64url', `Basic ${Buffer.from('a:\u00ff\u00fe?>').toString('base64url')}`],
    ['malformed', 'credentials that are not encoded', 'Basic a:b'],
    ['not_canonical', 'base64 whose unused bits are set', 'Basic YTpiIR=='],
    ['no_colon', 'empty credentials', 'Basic '],
    ['no_colon', 'credentials without a colon', basic('abcdef')],
    ['not_utf8', 'UTF-8 that is incomplete', basic(Buffer.from([0x61, 0x3a, 0xe2, 0x82]))],
    ['not_utf8', 'Latin-1', basic(Buffer.from('a:é', 'latin1'))],
    ['not_utf8', 'overlong UTF-8', basic(Buffer.from([0x61, 0x3a, 0xc0, 0xaf]))],
    ['not_utf8', 'a surrogate in UTF-8', basic(Buffer.from([0x61, 0x3a, 0xed, 0xa0, 0x80]))],
    ['control_character', 'a null character in the password', basic('a:b\u0000c')],
    ['control_character', 'a null character in the login', basic('a\u0000:b')],
    ['control_character', 'a line break in the password', basic('a:b\n')],
    ['control_character', 'a unit separator', basic('a:\u001fb')],
    ['control_character', 'a delete character', basic('a:b\u007f')],
  ])('refuses as %s: %s', (refusal, _, header) => {
    expect(parseBasicCredentials(header)).toEqual({ refusal });
  });

  it('parses everything that RFC 7617 can carry', () => {
    fc.assert(
      fc.property(logins, withoutControl, (login, password) => {
        fc.pre(login.isWellFormed() && password.isWellFormed());
        expect(parse(basicAuthorization(login, password))).toEqual({ login, password });
      }),
    );
  });
});

describe('AcceptedCredentials', () => {
  const accepts = (configured: string[], sent: string): boolean => {
    const credentials = parse(basic(sent));
    return (
      credentials !== undefined &&
      new AcceptedCredentials(configured.map((pair) => parse(basic(pair))!)).include(credentials)
    );
  };

  it.each([
    ['the same credentials', 'login:password', 'login:password'],
    ['the login in upper case', 'login:password', 'LOGIN:password'],
    ['the login in another case than the configured one', 'LoGin:password', 'lOgIN:password'],
    ['a login beyond ASCII in another case', 'Élodie-ЖУК:password', 'éLODIE-жук:password'],
    ['a password with colons', 'login:pass:word', 'login:pass:word'],
    ['a password that begins with a colon', 'login::password', 'login::password'],
    ['a UTF-8 password', 'login:пароль', 'login:пароль'],
  ])('includes %s', (_, configured, sent) => {
    expect(accepts([configured], sent)).toBe(true);
  });

  it.each([
    ['the password in another case', 'login:password', 'login:Password'],
    ['a number that is equal as a number', 'login:1000', 'login:1e3'],
    ['a longer password after a colon', 'login:password', 'login:password:more'],
    ['the password only up to its colon', 'login:pass:word', 'login:pass'],
    ['a colon in another place', 'ab:c', 'a:bc'],
    ['a space after the password', 'login:password', 'login:password '],
    ['the password in another Unicode normal form', 'login:\u00e9', 'login:e\u0301'],
    ['an empty password', 'login:password', 'login:'],
    ['a colon alone', 'login:password', ':'],
    ['login and password exchanged', 'login:password', 'password:login'],
  ])('does not include %s', (_, configured, sent) => {
    expect(accepts([configured], sent)).toBe(false);
  });

  it('includes every pair during a rotation, and no mixture of two', () => {
    const pairs = ['old:first', 'new:second', 'third:first'];
    for (const pair of pairs) expect(accepts(pairs, pair)).toBe(true);
    for (const mixture of ['old:second', 'new:first', 'third:second']) {
      expect(accepts(pairs, mixture)).toBe(false);
    }
  });

  it('includes nothing when there are no credentials', () => {
    expect(accepts([], ':')).toBe(false);
  });

  it('includes no header that differs in one character, unless it means the same credentials', () => {
    const configured = 'Chat-Server:pass:wörd!';
    const header = basic(configured);
    const isSame = (text: string): boolean => {
      const colon = configured.indexOf(':');
      return (
        text.slice(0, colon).toLowerCase() === configured.slice(0, colon).toLowerCase() &&
        text.slice(colon) === configured.slice(colon)
      );
    };
    const accepted = new AcceptedCredentials([parse(header)!]);
    const included = (mutant: string): boolean => {
      const credentials = parse(mutant);
      return credentials !== undefined && accepted.include(credentials);
    };
    let refused = 0;
    for (let at = 0; at < header.length; at++) {
      for (let code = 0x20; code < 0x17f; code++) {
        const character = String.fromCodePoint(code);
        const mutants = [
          header.slice(0, at) + character + header.slice(at + 1),
          header.slice(0, at) + character + header.slice(at),
          header.slice(0, at) + header.slice(at + 1),
        ];
        for (const mutant of mutants.filter(included)) {
          expect(mutant).toMatch(/^basic [^ ]+$/i);
          expect(isSame(Buffer.from(mutant.slice(6), 'base64').toString())).toBe(true);
        }
        refused += mutants.filter((mutant) => !included(mutant)).length;
      }
    }
    expect(refused).toBeGreaterThan(10_000);
  });

  it('shows neither login nor password, nor a digest that could be looked up', () => {
    const accepted = new AcceptedCredentials([{ login: 'login', password: 'password' }]);
    expect(inspect(accepted, { depth: null, showHidden: true })).not.toMatch(/Buffer|login|password/);
    expect(JSON.stringify(accepted)).toBe('{}');
  });
});

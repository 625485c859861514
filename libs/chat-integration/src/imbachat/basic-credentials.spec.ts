import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AcceptedCredentials, readBasicCredentials, type BasicCredentials } from './basic-credentials.js';

const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');
const basic = (text: string | Uint8Array): string => `Basic ${base64(text)}`;
const read = (header: unknown): BasicCredentials | undefined => readBasicCredentials(header).credentials;

// oxlint-disable-next-line no-control-regex -- control characters are what is left out
const withoutControl = fc.string({ unit: 'binary' }).filter((text) => !/[\u0000-\u001f\u007f]/.test(text));
const logins = withoutControl.filter((text) => !text.includes(':'));

describe('readBasicCredentials', () => {
  it.each([
    ['login:password', 'login', 'password'],
    ['login:pass:word:', 'login', 'pass:word:'],
    [':password', '', 'password'],
    ['login:', 'login', ''],
    [':', '', ''],
    ['логин:пароль€😀', 'логин', 'пароль€😀'],
    ['\ufefflogin:password', '\ufefflogin', 'password'],
    [' login : pass word ', ' login ', ' pass word '],
  ])('reads %j', (text, login, password) => {
    expect(read(basic(text))).toEqual({ login, password });
  });

  it.each(['Basic', 'basic', 'BASIC', 'bAsIc'])('takes the scheme %s', (scheme) => {
    expect(read(`${scheme} ${base64('a:b')}`)).toEqual({ login: 'a', password: 'b' });
  });

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['a header that arrives as an array', [basic('a:b')]],
    ['no credentials', 'Basic'],
    ['empty credentials', 'Basic '],
    ['another scheme', `Bearer ${base64('a:b')}`],
    ['a scheme that ends in Basic', `X${basic('a:b')}`],
    ['a scheme that begins with Basic', `BasicX ${base64('a:b')}`],
    ['XBasicY', `XBasicY ${base64('a:b')}`],
    ['a scheme with another letter that folds to s', `Ba\u017fic ${base64('a:b')}`],
    ['a blank ahead', ` ${basic('a:b')}`],
    ['two spaces', `Basic  ${base64('a:b')}`],
    ['a tab', `Basic\t${base64('a:b')}`],
    ['no space', `Basic${base64('a:b')}`],
    ['a blank behind', `${basic('a:b')} `],
    ['a line break behind', `${basic('a:b')}\n`],
    ['a second word', `${basic('a:b')} ${base64('a:b')}`],
    ['a list of credentials', `${basic('a:b')}, ${basic('a:b')}`],
    ['a parameter', `${basic('a:b')}, realm="Backend"`],
    ['no padding', `Basic ${base64('a:b!').replaceAll('=', '')}`],
    ['too little padding', `Basic ${base64('a:b!').replace('==', '=')}`],
    ['too much padding', `${basic('a:b!')}=`],
    ['padding in the middle', `Basic ${base64('a:b!')}${base64('a:b')}`],
    ['padding alone', 'Basic ===='],
    ['base64 whose spare bits are set', 'Basic YTpiIR=='],
    ['base64url', `Basic ${Buffer.from('a:\u00ff\u00fe?>').toString('base64url')}`],
    ['credentials that are not encoded', 'Basic a:b'],
    ['no colon', basic('abcdef')],
    ['UTF-8 that breaks off', basic(Buffer.from([0x61, 0x3a, 0xe2, 0x82]))],
    ['Latin-1', basic(Buffer.from('a:é', 'latin1'))],
    ['UTF-8 longer than need be', basic(Buffer.from([0x61, 0x3a, 0xc0, 0xaf]))],
    ['a surrogate in UTF-8', basic(Buffer.from([0x61, 0x3a, 0xed, 0xa0, 0x80]))],
    ['a null character in the password', basic('a:b\u0000c')],
    ['a null character in the login', basic('a\u0000:b')],
    ['a line break', basic('a:b\n')],
    ['a unit separator', basic('a:\u001fb')],
    ['a delete character', basic('a:b\u007f')],
  ])('refuses %s and says why', (_, header) => {
    expect(readBasicCredentials(header)).toEqual({ refusal: expect.stringMatching(/./) });
  });

  it('reads whatever RFC 7617 can carry', () => {
    fc.assert(
      fc.property(logins, withoutControl, (login, password) => {
        fc.pre(login.isWellFormed() && password.isWellFormed());
        expect(read(basic(`${login}:${password}`))).toEqual({ login, password });
      }),
    );
  });

  it('says nothing of the credentials in a refusal', () => {
    const refusals = ['Basic c2VjcmV0OnNlY3JldA', basic('secretsecret'), basic('secret:\u0000secret')];
    for (const header of refusals) {
      expect(readBasicCredentials(header).refusal).not.toMatch(/secret|c2VjcmV0/);
    }
  });
});

describe('AcceptedCredentials', () => {
  const accepts = (configured: string[], sent: string): boolean => {
    const credentials = read(basic(sent));
    return (
      credentials !== undefined &&
      new AcceptedCredentials(configured.map((pair) => read(basic(pair))!)).include(credentials)
    );
  };

  it.each([
    ['the very credentials', 'login:password', 'login:password'],
    ['another letter case of the login', 'login:password', 'LOGIN:password'],
    ['another letter case of the configured login', 'LoGin:password', 'lOgIN:password'],
    ['another letter case beyond ASCII', 'Élodie-ЖУК:password', 'éLODIE-жук:password'],
    ['a password with colons', 'login:pass:word', 'login:pass:word'],
    ['a UTF-8 password', 'login:пароль', 'login:пароль'],
  ])('accept %s', (_, configured, sent) => {
    expect(accepts([configured], sent)).toBe(true);
  });

  it.each([
    ['another letter case of the password', 'login:password', 'login:Password'],
    ['a number that is equal as a number', 'login:1000', 'login:1e3'],
    ['a password that goes on after a colon', 'login:password', 'login:password:more'],
    ['the beginning of a password with a colon', 'login:pass:word', 'login:pass'],
    ['a colon in another place', 'ab:c', 'a:bc'],
    ['a blank behind the password', 'login:password', 'login:password '],
    ['another normal form of the password', 'login:\u00e9', 'login:e\u0301'],
    ['an empty password', 'login:password', 'login:'],
    ['nothing but a colon', 'login:password', ':'],
    ['login and password swapped', 'login:password', 'password:login'],
  ])('refuse %s', (_, configured, sent) => {
    expect(accepts([configured], sent)).toBe(false);
  });

  it('accept either pair during a rotation, and no mixture of two', () => {
    const pairs = ['old:first', 'new:second', 'third:first'];
    for (const pair of pairs) expect(accepts(pairs, pair)).toBe(true);
    for (const mixture of ['old:second', 'new:first', 'third:second']) {
      expect(accepts(pairs, mixture)).toBe(false);
    }
  });

  it('accept nothing when there are none', () => {
    expect(accepts([], ':')).toBe(false);
  });

  it('accept no header that differs in one character, unless it says the same', () => {
    const configured = 'Chat-Server:pass:wörd!';
    const header = basic(configured);
    const isSame = (text: string): boolean => {
      const colon = configured.indexOf(':');
      return (
        text.slice(0, colon).toLowerCase() === configured.slice(0, colon).toLowerCase() &&
        text.slice(colon) === configured.slice(colon)
      );
    };
    const accepted = new AcceptedCredentials([read(header)!]);
    const included = (mutant: string): boolean => {
      const credentials = read(mutant);
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

  it('show neither login nor password, nor a digest that could be searched for', () => {
    const accepted = new AcceptedCredentials([{ login: 'login', password: 'password' }]);
    expect(inspect(accepted, { depth: null, showHidden: true })).not.toMatch(/Buffer|login|password/);
    expect(JSON.stringify(accepted)).toBe('{}');
  });
});

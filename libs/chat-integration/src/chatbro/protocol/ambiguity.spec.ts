import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AmbiguousIdentityError,
  findAmbiguity as findAmbiguityIn,
  type AmbiguityRules,
} from './ambiguity.js';
import { canonicalIdentity, type ChatBroIdentity, signedText, TEXT_FIELDS } from './identity.js';
import { ReservedNames } from './reserved-names.js';
import { signatureOf } from './signature.js';
import { assertStrictIdentity } from './strict-identity.js';
import {
  anchored,
  findContinuedId,
  findIdOfForm,
  findUuidAfterNumber,
  selfDelimitingId,
} from './user-ids.js';

const RESERVED = ['admin', 'administrator', 'moderator', 'support', 'system'];
const rules: AmbiguityRules = { findOtherId: findContinuedId, reservedNames: new ReservedNames(RESERVED) };

const user = (fields: ChatBroIdentity): ChatBroIdentity => ({
  siteUserExternalId: '7',
  siteUserFullName: 'joe',
  ...fields,
});
const signature = (identity: ChatBroIdentity): string =>
  signatureOf('example.com', signedText(identity), 'secret');
const findAmbiguity = (identity: ChatBroIdentity, given: AmbiguityRules) =>
  findAmbiguityIn(identity, signedText(identity), given);

describe('findAmbiguity', () => {
  it.each<[string, ChatBroIdentity, ChatBroIdentity]>([
    [
      'a longer id',
      { siteUserExternalId: '1', siteUserFullName: '23 John', siteUserAvatarUrl: '/x' },
      { siteUserExternalId: '12', siteUserFullName: '3 John', siteUserAvatarUrl: '/x' },
    ],
    [
      'a longer id that takes the whole name',
      { siteUserExternalId: '1', siteUserFullName: '2', siteUserProfileUrl: '/x', permissions: ['ban'] },
      { siteUserExternalId: '12', siteUserFullName: '/xban' },
    ],
    [
      'a right at the end of a name',
      user({ siteUserFullName: 'Bobdelete' }),
      user({ siteUserFullName: 'Bob', permissions: ['delete'] }),
    ],
    [
      'a right in addition to a granted right',
      user({ siteUserFullName: 'Bobban', permissions: ['delete'] }),
      user({ siteUserFullName: 'Bob', permissions: ['ban', 'delete'] }),
    ],
    [
      'a right before a granted right, in the other order',
      user({ siteUserFullName: 'Bobdelete', permissions: ['ban'] }),
      user({ siteUserFullName: 'Bob', permissions: ['delete', 'ban'] }),
    ],
    [
      'a right before a granted right at the end of a name',
      user({ siteUserFullName: 'Bobdeleteban', permissions: ['ban'] }),
      user({ siteUserFullName: 'Bob', permissions: ['delete', 'ban', 'ban'] }),
    ],
    [
      'a right at the end of an avatar',
      user({ siteUserAvatarUrl: '/urban' }),
      user({ siteUserAvatarUrl: '/ur', permissions: ['ban'] }),
    ],
    [
      'both rights at the end of a profile',
      user({ siteUserProfileUrl: '/joebandelete' }),
      user({ siteUserProfileUrl: '/joeban', permissions: ['delete'] }),
    ],
    [
      'a right that is the whole colour',
      user({ siteUserFullNameColor: 'ban' }),
      user({ permissions: ['ban'] }),
    ],
    [
      'a right before a colour that is a granted right',
      user({ siteUserFullName: 'Bobdelete', siteUserFullNameColor: 'ban', permissions: ['ban'] }),
      user({ siteUserFullName: 'Bob', permissions: ['delete', 'ban', 'ban'] }),
    ],
    [
      'a right at the end of the id before a name that is a granted right',
      { siteUserExternalId: 'xdelete', siteUserFullName: 'ban', permissions: ['ban'] },
      { siteUserExternalId: 'x', permissions: ['delete', 'ban', 'ban'] },
    ],
    [
      'a reserved name at the beginning of a name',
      user({ siteUserFullName: 'Administrator Bob', siteUserAvatarUrl: '/x' }),
      user({ siteUserFullName: 'Admin', siteUserAvatarUrl: 'istrator Bob/x' }),
    ],
    [
      'a reserved name before an accent',
      user({ siteUserFullName: 'Admin\u0301 Bob' }),
      user({ siteUserFullName: 'Admin', siteUserAvatarUrl: '\u0301 Bob' }),
    ],
    [
      'a reserved name in fullwidth letters after a space',
      user({ siteUserFullName: ' ＡＤＭＩＮ1' }),
      user({ siteUserExternalId: '7 ', siteUserFullName: 'ＡＤＭＩＮ', siteUserAvatarUrl: '1' }),
    ],
    [
      'a reserved name between spaces',
      user({ siteUserFullName: ' Admin ' }),
      user({ siteUserExternalId: '7 ', siteUserFullName: 'Admin', siteUserAvatarUrl: ' ' }),
    ],
    [
      'a reserved name inside a name',
      user({ siteUserFullName: 'Sysadmin', siteUserAvatarUrl: '/x' }),
      user({ siteUserExternalId: '7Sys', siteUserFullName: 'admin', siteUserAvatarUrl: '/x' }),
    ],
    [
      'a reserved name inside a URL',
      user({ siteUserProfileUrl: '/admin/7' }),
      user({ siteUserExternalId: '7joe/', siteUserFullName: 'admin', siteUserAvatarUrl: '/7' }),
    ],
    [
      'a reserved name inside an id',
      user({ siteUserExternalId: 'badminton', siteUserFullName: 'Li' }),
      { siteUserExternalId: 'b', siteUserFullName: 'admin', siteUserAvatarUrl: 'tonLi' },
    ],
    [
      'a reserved name that ends in another field',
      user({ siteUserFullName: 'Adm', siteUserFullNameColor: 'inc', permissions: ['ban'] }),
      user({ siteUserFullName: 'Admin', siteUserAvatarUrl: 'cban' }),
    ],
    [
      'a script in a name',
      user({ siteUserFullName: 'joe JavaScript:alert(1)', permissions: ['ban'] }),
      user({ siteUserFullName: 'joe ', siteUserProfileUrl: 'JavaScript:alert(1)ban' }),
    ],
    [
      'a script in a URL',
      user({ siteUserAvatarUrl: '/vbscript:x', siteUserProfileUrl: '/y' }),
      user({ siteUserFullName: 'joe/', siteUserProfileUrl: 'vbscript:x/y' }),
    ],
    [
      'a script that begins in the id',
      { siteUserExternalId: 'bob.java', siteUserFullName: 'script:alert(1)' },
      { siteUserExternalId: 'bob.java', siteUserProfileUrl: 'script:alert(1)' },
    ],
  ])('finds %s', (_, identity, reading) => {
    const second = findAmbiguity(identity, { ...rules, findOtherId: longerNumber });
    expect(second?.other).toEqual(reading);
    expect(signature(reading)).toBe(signature(identity));
  });

  it.each<[string, ChatBroIdentity]>([
    ['a guest', {}],
    ['a user', user({})],
    [
      'a name that begins with a digit, where ids are words',
      user({ siteUserExternalId: 'x', siteUserFullName: '7' }),
    ],
    ['a right that is not at the end', user({ siteUserFullName: 'Banner deleted' })],
    ['a right in upper case', user({ siteUserFullName: 'Esteban'.toUpperCase() })],
    [
      'a right at the end before another field',
      user({ siteUserFullName: 'Esteban', siteUserFullNameColor: '#333333' }),
    ],
    ['a right at the end that is granted', user({ siteUserFullName: 'Esteban', permissions: ['ban'] })],
    [
      'both rights at the end, granted',
      user({ siteUserFullName: 'xdeleteban', permissions: ['ban', 'delete'] }),
    ],
    ['a user with a reserved name', user({ siteUserFullName: 'Admin' })],
    ['a user with a reserved name that begins with another', user({ siteUserFullName: 'ADMINISTRATOR' })],
    ['the beginning of a reserved name', user({ siteUserFullName: 'Adm' })],
    [
      'a user with a reserved name whose URLs contain others',
      user({ siteUserFullName: 'Admin', siteUserProfileUrl: '/moderator' }),
    ],
    ['a script without a colon', user({ siteUserFullName: 'JavaScript Joe' })],
  ])('finds nothing for %s', (_, identity) => {
    expect(findAmbiguity(identity, { ...rules, findOtherId: longerNumber })).toBeUndefined();
  });

  it.each<[string, ChatBroIdentity, string, ChatBroIdentity]>([
    [
      'a URL with another host in a name',
      user({ siteUserFullName: 'Alice//evil.example/p.png', siteUserAvatarUrl: '/x' }),
      'a user whose URL leads to another host, "//evil.example/p.png/x"',
      user({ siteUserFullName: 'Alice', siteUserProfileUrl: '//evil.example/p.png/x' }),
    ],
    [
      'HTML in a name',
      user({ siteUserFullName: 'Alice/x" onerror="alert(1)' }),
      'a user whose URL contains the HTML "\\" onerror=\\"alert(1)"',
      user({ siteUserFullName: 'Alice/x', siteUserProfileUrl: '" onerror="alert(1)' }),
    ],
  ])('finds %s', (_, identity, gain, other) => {
    expect(findAmbiguity(identity, rules)).toMatchObject({ field: 'siteUserFullName', gain, other });
    expect(signature(other)).toBe(signature(identity));
  });

  it('names the field in which the identities differ, the gain and the fix', () => {
    const second = (identity: ChatBroIdentity) => findAmbiguity(identity, rules);
    expect(second({ siteUserExternalId: '1', siteUserFullName: '2' })).toMatchObject({
      field: 'siteUserFullName',
      gain: 'the user with the id "12"',
      fix: expect.stringContaining('selfDelimitingId()'),
    });
    expect(
      findAmbiguity(
        { siteUserExternalId: '12', siteUserFullName: 'x' },
        { ...rules, findOtherId: findIdOfForm(/[0-9]+/) },
      ),
    ).toMatchObject({
      field: 'siteUserExternalId',
      gain: 'the user with the id "1"',
      other: { siteUserExternalId: '1', siteUserFullName: '2x' },
    });
    expect(second(user({ siteUserAvatarUrl: '/ban' }))).toMatchObject({
      field: 'siteUserAvatarUrl',
      gain: 'a user with the right "ban", which was not granted',
      fix: expect.stringContaining('chatbro.signing.fallbackNameColor'),
    });
    expect(second(user({ siteUserFullNameColor: 'ban' }))).toMatchObject({
      field: 'siteUserFullNameColor',
      fix: expect.stringContaining('#rrggbb'),
    });
    expect(second(user({ siteUserFullName: 'ＡＤＭＩＮ 1' }))).toMatchObject({
      field: 'siteUserFullName',
      gain: 'a user with the reserved name "ＡＤＭＩＮ"',
      fix: expect.stringContaining('chatbro.signing.reservedNames'),
    });
    expect(second(user({ siteUserProfileUrl: '/javascript:' }))).toMatchObject({
      field: 'siteUserProfileUrl',
      gain: 'a user whose URL has the scheme "javascript:"',
      fix: expect.stringContaining('percent-encode'),
    });
  });

  it('reads reserved names as text, not as patterns', () => {
    const reservedNames = new ReservedNames(['a.b', 'c+']);
    const finds = (name: string) =>
      findAmbiguity(user({ siteUserFullName: name }), { ...rules, reservedNames });
    expect(finds('A.B c')).toBeDefined();
    expect(finds('c+ d')).toBeDefined();
    expect(finds('axb c')).toBeUndefined();
    expect(finds('ccc')).toBeUndefined();
  });

  it.each([
    ['before a letter that changes the form of its sigma', 'Επόπτης', 'ΕΠΌΠΤΗΣα', 'ΕΠΌΠΤΗΣ'],
    ['with another mark after its accent', 'Modé', 'Mode\u0301\u0323 1', 'Mode\u0301'],
    ['with accents in another order', 'ệlu', 'xe\u0302\u0323lu 1', 'e\u0302\u0323lu'],
    ['with an invisible character in it', 'admin', 'Bad\u200dmin', 'ad\u200dmin'],
    ['in letters of two UTF-16 code units', 'admin', 'x𝐚𝐝𝐦𝐢𝐧_1', '𝐚𝐝𝐦𝐢𝐧'],
    ['in letters of other scripts', 'admin', 'Bоb аdmіn 1', 'аdmіn'],
  ])('finds a reserved name %s', (_, reserved, name, shown) => {
    const second = findAmbiguity(user({ siteUserFullName: name }), {
      ...rules,
      reservedNames: new ReservedNames([reserved]),
    });
    expect(second?.other.siteUserFullName).toBe(shown);
  });

  it.each([
    ['without its accent', 'Modé', 'Mode 1'],
    ['with another accent', 'Modé', 'Modè 1'],
    ['with a space in it', 'admin', 'ad min'],
  ])('finds no reserved name %s', (_, reserved, name) => {
    const reservedNames = new ReservedNames([reserved]);
    expect(findAmbiguity(user({ siteUserFullName: name }), { ...rules, reservedNames })).toBeUndefined();
  });

  it('finds no reserved name if the list is empty', () => {
    expect(
      findAmbiguity(user({ siteUserFullName: 'Admin Bob' }), {
        ...rules,
        reservedNames: new ReservedNames([]),
      }),
    ).toBeUndefined();
  });
});

describe('AmbiguousIdentityError', () => {
  it('shows both identities and the fix', () => {
    const identity = { siteUserExternalId: '1', siteUserFullName: '23 John' };
    const second = findAmbiguity(identity, rules)!;
    const error = new AmbiguousIdentityError(identity, second);
    expect(error).toMatchObject({
      code: 'ERR_CHAT_IDENTITY_AMBIGUOUS',
      identities: [identity, second.other],
    });
    expect(error.message.split('\n')).toEqual([
      expect.stringContaining(
        'siteUserFullName: expected an unambiguous identity but got one whose signature is also valid for the user with the id "12". Fix: ',
      ),
      '  as given: {"siteUserExternalId":"1","siteUserFullName":"23 John"}',
      '  also:     {"siteUserExternalId":"12","siteUserFullName":"3 John"}',
    ]);
    expect(error.message).toMatch(/ Fix: .*selfDelimitingId\(\)/);
  });
});

describe('the message of AmbiguousIdentityError', () => {
  it('is short and printable, whatever the identity contains', () => {
    const long = `${'x'.repeat(900)}\u202e\u009b`;
    const identity = user({
      siteUserFullName: `admin \u202e${long}`,
      siteUserAvatarUrl: `/${long}`,
      siteUserProfileUrl: `/${long}`,
      permissions: ['ban'],
    });
    const error = new AmbiguousIdentityError(identity, findAmbiguity(identity, rules)!);
    expect(error.message.length).toBeLessThan(1_500);
    expect(error.message.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(error.message).toContain('"permissions":["ban"]');
    expect(error.identities[0]).toBe(identity);
  });
});

describe('an attacker who edits the page', () => {
  // Pieces that form rights, ids, reserved names and scripts where two fields meet.
  const pieces = fc.oneof(
    fc.constantFrom('ban', 'delete', 'dele', 'te', 'b', 'an', 'Adm', 'in', 'Ａdmin', 'System', 'Sys', 'tem'),
    fc.constantFrom(
      'Bob',
      ' ',
      '\u0301',
      '0',
      '1',
      '23',
      '042',
      'java',
      'script:',
      'data:',
      '/x',
      'u',
      'ua',
      'é',
    ),
  );
  const piecesText = fc.array(pieces, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
  const url = fc.tuple(fc.constantFrom('/', '//h/', 'https://h/'), piecesText).map((parts) => parts.join(''));
  const identityWith = (id: fc.Arbitrary<string>): fc.Arbitrary<ChatBroIdentity> =>
    fc.record(
      {
        siteUserExternalId: id,
        siteUserFullName: fc.oneof(piecesText, fc.string({ minLength: 1, unit: 'grapheme' })),
        siteUserAvatarUrl: url,
        siteUserProfileUrl: url,
        siteUserFullNameColor: fc.constantFrom('#333333', 'grey', 'ban', 'delete', 'in', 'tem'),
        permissions: fc.constantFrom(['ban'] as const, ['delete'] as const, ['ban', 'delete'] as const),
      },
      { requiredKeys: ['siteUserExternalId', 'siteUserFullName'] },
    );

  const isReserved = (name: string): boolean =>
    RESERVED.includes(name.normalize('NFKD').toLowerCase().trim());

  /** Lists what a division of the signed text gains over the identity; independent of the code under test. */
  function gains(identity: ChatBroIdentity, isSiteId: (id: string) => boolean): string[] {
    const { siteUserExternalId: id = '', siteUserFullName: name = '', permissions = [] } = identity;
    const text = TEXT_FIELDS.map((field) => identity[field] ?? '').join('') + permissions.join('');
    const found: string[] = [];
    const divide = (rest: string, rights: string[]): void => {
      if (rights.some((right) => !permissions.includes(right as 'ban')) && rest.length > 1)
        found.push(rights.join());
      for (const right of ['ban', 'delete']) {
        if (rest.endsWith(right)) divide(rest.slice(0, -right.length), [right, ...rights]);
      }
      for (let idEnd = 1; idEnd < rest.length; idEnd++) {
        const otherId = rest.slice(0, idEnd);
        if (otherId !== id && isSiteId(otherId)) found.push(`id ${otherId}`);
        if (/^(?:javascript|vbscript|data):/i.test(rest.slice(idEnd + 1))) found.push('script');
        if (isReserved(name)) continue;
        for (let nameEnd = idEnd + 1; nameEnd <= rest.length; nameEnd++) {
          if (isReserved(rest.slice(idEnd, nameEnd))) found.push(`name ${rest.slice(idEnd, nameEnd)}`);
        }
      }
    };
    divide(text, []);
    return found;
  }

  const isSelfDelimiting = (text: string): boolean => {
    const [, zeros = '', digits] = /^(0*)([1-9][0-9]*)$/.exec(text) ?? [];
    if (digits !== undefined) return zeros.length === digits.length - 1;
    const [, length, id] = /^t([1-9][0-9]*):(.*)$/su.exec(text) ?? [];
    return id !== undefined && Number(length) === id.length;
  };
  const declared = /u[a-z]{0,3}|[0-9]{1,3}(?:-[0-9]+)?|[0-9]{2}[A-Za-z]{4,8}/;

  it.each([
    {
      of: 'numbers written by selfDelimitingId()',
      ids: fc.integer({ min: 1, max: 1_200 }).map(selfDelimitingId),
      findOtherId: findUuidAfterNumber,
      isSiteId: isSelfDelimiting,
    },
    {
      of: 'text ids written by selfDelimitingId()',
      ids: piecesText.map(selfDelimitingId),
      findOtherId: findUuidAfterNumber,
      isSiteId: isSelfDelimiting,
    },
    {
      of: 'ids of a declared form',
      ids: fc.stringMatching(anchored(declared)),
      findOtherId: findIdOfForm(declared),
      isSiteId: (text: string) => anchored(declared).test(text),
    },
  ])(
    'gains nothing from any division of the signed text, with $of',
    ({ ids, findOtherId, isSiteId }) => {
      const counts = { signed: 0, refused: 0 };
      fc.assert(
        fc.property(identityWith(ids), (given) => {
          const identity = canonicalIdentity(given);
          try {
            assertStrictIdentity(identity);
          } catch {
            return;
          }
          const second = findAmbiguity(identity, { ...rules, findOtherId });
          counts[second ? 'refused' : 'signed']++;
          expect(signature(second?.other ?? identity)).toBe(signature(identity));
          expect(second ? [] : gains(identity, isSiteId)).toEqual([]);
        }),
        { numRuns: 5_000 },
      );
      expect(counts.signed).toBeGreaterThan(100);
      expect(counts.refused).toBeGreaterThan(200);
    },
    30_000,
  );
});

function longerNumber(id: string, text: string): string | undefined {
  return /^[0-9]/.test(id) ? findContinuedId(id, text) : undefined;
}

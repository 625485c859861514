// oxlint-disable unicorn/no-useless-spread -- keeps the lists of short texts in few lines
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AmbiguousIdentityError,
  type ChatBroIdentity,
  type ChatBroOptions,
  type ChatBroParams,
  ChatBroSignatureService,
  type ChatUser,
  InvalidIdentityError,
  selfDelimitingId,
} from 'nestjs-chat-integration';
import { chatBro, resolvedChatBro } from '../test/support/options.js';
import { REAL_NAMES } from './data/names.js';
import { attack, domainShifts, type Gain, signedText, type Site } from './support/attacker.js';
import { progressOf } from './support/progress.js';
import { record } from './support/record.js';
import { casesOf } from './support/scale.js';

const { secretKey } = chatBro();
const serviceWith = (options: Partial<ChatBroOptions>) =>
  new ChatBroSignatureService(resolvedChatBro(options));
const figure = (amount: number) => amount.toLocaleString('en');

/** What is signed, or why it is not. */
function attempt(sign: () => ChatBroParams): ChatBroParams | AmbiguousIdentityError | InvalidIdentityError {
  try {
    return sign();
  } catch (error) {
    if (error instanceof AmbiguousIdentityError || error instanceof InvalidIdentityError) return error;
    throw error;
  }
}

// Pieces that meet at the borders of fields to form rights, ids, reserved names and scripts.
const crafted = fc.constantFrom(
  ...['ban', 'delete', 'dele', 'te', 'b', 'an', 'Ban', 'bandelete', 'deleteban'],
  ...['0', '1', '00', '042', '23', '0001234', 'u', 'ab-', '7.', '٣', '１'],
  ...['javascript:', 'java', 'script:', 'JavaScript', ':', 'data', 'Data:', 'vb'],
);
const harmless = fc.constantFrom(
  ...['Bob', 'Ann Lee', ' ', 'Ильи', 'नीर', '王', 'é', '🦊', '/x', 'Zoë', 'ł', '\u0301', 'ㄱ', 'ß', 'İ'],
);
const RESERVED_BY_DEFAULT = ['admin', 'administrator', 'moderator'];
const RESERVED_ABROAD = [
  'Διαχειριστής',
  'Επόπτης',
  'Модератор',
  'modératrice',
  'Modé',
  'مدير',
  '管理者',
  'Site Me',
];
const INVISIBLE = ['\u200d', '\u00ad', '\ufeff', '\ufe0f', '\u2060', '\u034f'];

/** A reserved name or a part of one, as an attacker would hide it, and perhaps something right after it. */
const disguised = fc
  .tuple(
    fc.constantFrom(...RESERVED_BY_DEFAULT, ...RESERVED_ABROAD),
    fc.infiniteStream(fc.nat()),
    fc.nat(3),
    fc.constantFrom('', '', 'ς', 'a', '\u0301', '\u0323', '\u0327', '\u200d', '_1', 'ー'),
  )
  .map(([name, choices, cut, after]) => {
    const choose = <T>(from: readonly T[]): T => from[choices.next().value! % from.length]!;
    const letters = Array.from(choose([name, name.normalize('NFD')])).slice(0, cut === 0 ? -1 : undefined);
    const hidden = letters.map(
      (letter) => choose([...disguisesOf(letter)]) + choose(['', '', '', '', '', '', '', ...INVISIBLE]),
    );
    return hidden.join('') + after;
  });

/** The ways to write a letter that read the same: letter case, full width, mathematical bold. */
function disguisesOf(letter: string): string[] {
  const variants = [letter, letter, letter.toUpperCase(), letter.toLowerCase()];
  if (!/[a-z]/i.test(letter)) return variants;
  const offset = letter.toLowerCase().codePointAt(0)! - 0x61;
  return [...variants, String.fromCodePoint(0xff41 + offset), String.fromCodePoint(0x1d41a + offset)];
}

const text = (maxLength: number) =>
  fc.oneof(
    {
      arbitrary: fc
        .array(
          fc.oneof(
            { arbitrary: crafted, weight: 5 },
            { arbitrary: disguised, weight: 1 },
            { arbitrary: harmless, weight: 10 },
          ),
          { minLength: 1, maxLength },
        )
        .map((pieces) => pieces.join('')),
      weight: 3,
    },
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
  );
const url = fc.tuple(fc.constantFrom('/', '//h/', 'https://h/'), text(2)).map((parts) => parts.join(''));
const color = fc.constantFrom('#333333', '#BADBAD', 'grey', 'ban', 'delete', 'in', 'rator');
const rights = fc.constantFrom(['ban'] as const, ['delete'] as const, ['delete', 'ban'] as const);
const userId = fc.oneof(fc.integer({ min: 1, max: 130 }), fc.integer({ min: 1, max: 999_999_999 }));

const users: fc.Arbitrary<ChatUser> = fc.record(
  { id: userId, name: text(4), avatarUrl: url, profileUrl: url, nameColor: color, moderation: rights },
  { requiredKeys: ['id', 'name'] },
);

const isSelfDelimiting = (id: string): boolean => {
  const [, zeros = '', digits = ''] = /^(0*)([1-9][0-9]{0,8})$/.exec(id) ?? [];
  return digits !== '' && zeros.length === digits.length - 1;
};

/** Forms of ids that a site may declare, the ids of each, and how the attacker knows them. */
const FORMS: readonly { form: RegExp; ids: fc.Arbitrary<string>; isId: RegExp }[] = [
  { form: /[0-9]{4}/, ids: fc.stringMatching(/^[0-9]{4}$/), isId: /^[0-9]{4}$/ },
  { form: /^u[a-z]{3}$/m, ids: fc.stringMatching(/^u[a-z]{3}$/), isId: /^u[a-z]{3}$/ },
  { form: /[0-9]+\./g, ids: fc.stringMatching(/^[0-9]{1,4}\.$/), isId: /^[0-9]+\.$/ },
  { form: /u|ab-[0-9]{1,3}/y, ids: fc.stringMatching(/^(u|ab-[0-9]{1,3})$/), isId: /^(u|ab-[0-9]{1,3})$/ },
  { form: /\p{L}{2,4}/u, ids: fc.stringMatching(/^[a-zа-я]{2,4}$/), isId: /^\p{L}{2,4}$/u },
  {
    form: /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/i,
    ids: fc.uuid(),
    isId: /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i,
  },
];
const identitiesOf = (ids: fc.Arbitrary<string>): fc.Arbitrary<ChatBroIdentity> =>
  fc.record(
    {
      siteUserExternalId: ids,
      siteUserFullName: text(4),
      siteUserAvatarUrl: url,
      siteUserProfileUrl: url,
      siteUserFullNameColor: color,
      permissions: rights,
    },
    { requiredKeys: ['siteUserExternalId', 'siteUserFullName'] },
  );

interface Case {
  readonly sign: () => ChatBroParams;
  readonly site: Site;
}

interface Tally {
  signed: number;
  refused: number;
  splits: number;
  readonly shifts: { shorter: number; longer: number; most: number; givingId: number };
  readonly gains: Record<Gain, number>;
}

/** Attacks every identity that is signed; `judge` is told of each. */
function attackAll(
  label: string,
  cases: fc.Arbitrary<Case>,
  runs: { numRuns: number; seed?: number },
  judge: (gains: ReadonlyMap<Gain, ChatBroParams>, signed: ChatBroParams) => void,
): Tally {
  const tally: Tally = {
    signed: 0,
    refused: 0,
    splits: 0,
    shifts: { shorter: 0, longer: 0, most: 0, givingId: 0 },
    gains: { id: 0, right: 0, name: 0, script: 0 },
  };
  const progress = progressOf(label, runs.numRuns);
  fc.assert(
    fc.property(cases, ({ sign, site }) => {
      progress(tally.signed + tally.refused + 1);
      const signed = attempt(sign);
      if (signed instanceof Error) {
        tally.refused++;
        return;
      }
      tally.signed++;
      const whole = signed.siteDomain + signedText(signed) + secretKey;
      expect(signed.signature).toBe(createHash('md5').update(whole).digest('hex'));

      const { splits, gains } = attack(signed, site);
      tally.splits += splits;
      for (const gain of gains.keys()) tally.gains[gain]++;
      judge(gains, signed);

      const shifts = domainShifts(signed, site);
      const longer = shifts.filter(({ isLonger }) => isLonger).length;
      tally.shifts.longer += longer;
      tally.shifts.shorter += shifts.length - longer;
      tally.shifts.most = Math.max(tally.shifts.most, shifts.length);
      tally.shifts.givingId += shifts.filter(({ givesId }) => givesId).length;
    }),
    runs,
  );
  return tally;
}

const gainsNothing = (gains: ReadonlyMap<Gain, ChatBroParams>, signed: ChatBroParams) =>
  expect({ signed, gains: [...gains] }).toEqual({ signed, gains: [] });

describe('what the strict policy signs has no second reading', () => {
  const identities = casesOf(12_000);

  it('for users of the UserProvider, with default options', () => {
    const service = serviceWith({});
    const site: Site = { isId: isSelfDelimiting, reservedNames: RESERVED_BY_DEFAULT };
    const cases = users.map((user) => ({ sign: () => service.signUser(user), site }));
    const tally = attackAll('1.1 splits', cases, { numRuns: identities }, gainsNothing);
    expect(Math.min(tally.signed, tally.refused)).toBeGreaterThan(identities / 10);
    record({
      id: '1.1',
      claim:
        'No user of the UserProvider is signed whose signature gives another reading under the true domain',
      measured: `${figure(identities)} random and crafted users with default options: ${figure(tally.refused)} refused, ${figure(tally.signed)} signed, each signed text split into the fields in every way: ${figure(tally.splits)} splits`,
      result: `${total(tally)} splits give another id, a right, a reserved name or a script`,
    });
    const { shorter, longer, most, givingId } = tally.shifts;
    record({
      id: '1.3',
      claim: 'What remains are readings under another domain, which no site can exclude',
      measured: `the ${figure(tally.signed)} signed texts of 1.1, cut at every other place that leaves a bare host`,
      result: `${figure(shorter)} readings with a shorter domain (${shorter / tally.signed} for each), ${figure(longer)} with a longer one (${(longer / tally.signed).toFixed(1)} for each; at most ${most} of both); ${figure(givingId)} of them begin with another id; none of the readings that give something has the true domain`,
    });
  });

  it('for identities with ids of a declared form and reserved names in many scripts', () => {
    const cases = fc.constantFrom(...FORMS).chain(({ form, ids, isId }) => {
      const service = serviceWith({ signing: { userIdPattern: form, reservedNames: RESERVED_ABROAD } });
      const site: Site = { isId: (id) => isId.test(id), reservedNames: RESERVED_ABROAD };
      return identitiesOf(ids).map((identity) => ({ sign: () => service.sign(identity), site }));
    });
    const tally = attackAll('1.2 splits', cases, { numRuns: identities }, gainsNothing);
    expect(Math.min(tally.signed, tally.refused)).toBeGreaterThan(identities / 10);
    record({
      id: '1.2',
      claim: 'Nor is an identity whose id has a form that the site declares',
      measured: `${figure(identities)} identities with ids of ${FORMS.length} declared forms and ${RESERVED_ABROAD.length} reserved names in 6 scripts: ${figure(tally.refused)} refused, ${figure(tally.signed)} signed, ${figure(tally.splits)} splits`,
      result: `${total(tally)} splits give another id, a right, a reserved name or a script`,
    });
  });

  it('and the same attacker does find readings where nothing is checked', () => {
    const control = 200;
    const service = serviceWith({ signing: { policy: 'unchecked' }, userId: String });
    const isId = (id: string) => /^[1-9][0-9]{0,8}$/.test(id);
    const site: Site = { isId, reservedNames: RESERVED_BY_DEFAULT };
    const cases = users.map((user) => ({ sign: () => service.signUser(user), site }));
    const readings: [ChatBroParams, ChatBroParams][] = [];
    const remember = (found: ReadonlyMap<Gain, ChatBroParams>, given: ChatBroParams) => {
      for (const reading of found.values()) readings.push([given, reading]);
    };
    const { signed, gains } = attackAll('1.4 control', cases, { numRuns: control, seed: 1 }, remember);
    for (const [given, reading] of readings) expect(signedText(reading)).toBe(signedText(given));
    for (const times of Object.values(gains)) expect(times).toBeGreaterThan(0);
    record({
      id: '1.4',
      claim: 'The attacker of 1.1 does find readings where there are any',
      measured: `${figure(signed)} users signed with the policy 'unchecked' and plain numbers as ids`,
      result: `${figure(gains.id)} give another id, ${figure(gains.right)} a right, ${figure(gains.name)} a reserved name, ${figure(gains.script)} a script`,
    });
  });
});

function total({ gains }: Tally): number {
  return Object.values(gains).reduce((sum, times) => sum + times, 0);
}

describe('people with real names can chat', () => {
  const slug = (name: string) => encodeURIComponent(name.toLowerCase());
  const WAYS: Readonly<Record<string, (user: ChatUser) => ChatUser>> = {
    'id and name only': (user) => user,
    'with avatar and profile URL': (user) => ({
      ...user,
      avatarUrl: `https://example.com/avatars/${user.id}.png`,
      profileUrl: `https://example.com/members/${user.id}`,
    }),
    'with the name in the profile URL': (user) => ({
      ...user,
      profileUrl: `https://example.com/members/${slug(user.name)}`,
    }),
    'id and name, with fallbackNameColor': (user) => user,
  };
  const people = REAL_NAMES.map(({ name, of }, index) => ({ user: { id: index + 1, name }, of }));

  it.each(Object.keys(WAYS).map((way, index) => [way, index + 1] as const))('%s', (way, number) => {
    const signing = way.includes('fallbackNameColor') ? { fallbackNameColor: '#333333' } : {};
    const service = serviceWith({ signing });
    const refusals = new Map<string, number>();
    let remedied = 0;
    for (const { user } of people) {
      const sent = WAYS[way]!(user);
      const signed = attempt(() => service.signUser(sent));
      if (!(signed instanceof Error)) continue;
      count(refusals, reasonOf(signed));
      expect({ name: user.name, isSigned: isRemedied(sent, { signing }) }).toEqual({
        name: user.name,
        isSigned: true,
      });
      remedied++;
    }
    const refused = [...refusals.values()].reduce((sum, times) => sum + times, 0);
    expect(refused).toBeLessThan(people.length / 10);
    const reasons = [...refusals].map(([reason, times]) => `${times} ${reason}`).join(', ');
    record({
      id: `1.${4 + number}`,
      claim: `Real names are signed, ${way}; who is refused is told a remedy that works`,
      measured: `${figure(people.length)} names and nicknames in ${new Set(people.map(({ of }) => of)).size} languages and kinds`,
      result: `${refused} refused (${((refused / people.length) * 100).toFixed(2)} %): ${reasons}; ${remedied} of ${refused} signed once the remedies of their errors were applied`,
    });
  });
});

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function reasonOf(error: AmbiguousIdentityError | InvalidIdentityError): string {
  if (error instanceof InvalidIdentityError) return `for a character that ${error.field} may not hold`;
  const [, given = error.message] = /also stands for (.*):\n/.exec(error.message) ?? [];
  if (given.includes('right')) return 'for an end in "ban" or "delete"';
  if (given.includes('reserved')) return 'for a reserved name inside';
  if (given.includes('script')) return 'for a script URL inside';
  throw new Error(`An unknown reason: ${error.message}`);
}

/** Whether a user is signed after what the errors advise, one after the other. */
function isRemedied(user: ChatUser, options: Partial<ChatBroOptions>, attempts = 4): boolean {
  const error = attempt(() => serviceWith(options).signUser(user));
  if (!(error instanceof Error)) return true;
  if (attempts === 0) return false;
  return remedies(error, user, options).some((remedied) =>
    isRemedied(remedied.user, remedied.options, attempts - 1),
  );
}

/** What a host that reads an error does; throws when it advises nothing that can be done. */
function remedies(
  error: AmbiguousIdentityError | InvalidIdentityError,
  user: ChatUser,
  options: Partial<ChatBroOptions>,
): { user: ChatUser; options: Partial<ChatBroOptions> }[] {
  const { message } = error;
  const named = (userName: (name: string) => string) => {
    const { userName: before = (name: string) => name } = options;
    return { user, options: { ...options, userName: (name: string) => userName(before(name)) } };
  };
  if (message.includes('chatbro.signing.fallbackNameColor')) {
    const signing = { ...options.signing, fallbackNameColor: '#333333' };
    return [{ user, options: { ...options, signing } }];
  }
  if (message.includes('list your own reserved names in chatbro.signing.reservedNames')) {
    return [{ user, options: { ...options, signing: { ...options.signing, reservedNames: ['the site'] } } }];
  }
  if (message.includes('Take the colon') && message.includes('chatbro.userName')) {
    return [named((name) => name.replaceAll(':', '')), { user: { ...user, profileUrl: null }, options }];
  }
  if (message.includes('write %27') && user.profileUrl) {
    return [{ user: { ...user, profileUrl: user.profileUrl.replaceAll("'", '%27') }, options }];
  }
  if (message.includes('Take them out') && message.includes('chatbro.userName')) {
    const unsafe = /[<>\p{Cc}\u2028-\u202e\u2066-\u2069]/gu;
    return [named((name) => name.replaceAll(unsafe, '') || 'someone')];
  }
  throw new Error(`An error without a remedy: ${message}`);
}

it('selfDelimitingId() writes no id that is the beginning of another', () => {
  const numRuns = casesOf(200_000);
  fc.assert(
    fc.property(userId, userId, (one, other) => {
      fc.pre(one !== other);
      expect(isSelfDelimiting(selfDelimitingId(one))).toBe(true);
      expect(selfDelimitingId(one).startsWith(selfDelimitingId(other))).toBe(false);
    }),
    { numRuns },
  );
  record({
    id: '1.9',
    claim: 'selfDelimitingId() writes no id that is the beginning of another',
    measured: `${figure(numRuns)} pairs of ids from 1 to 999,999,999`,
    result: '0 ids are the beginning of the other',
  });
});

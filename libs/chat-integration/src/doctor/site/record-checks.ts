import { isPlainObject } from '../../options/plain-object.js';
import { CHAT_PERMISSIONS } from '../../users/chat-user.js';
import { isUserId, MAX_USER_ID } from '../../users/user-id.js';
import { type Check, failed, passed, skipped, unless, type Verdict, warning } from '../check.js';
import { listed, recordsOf, type SentRecord } from './answers.js';
import type { Site } from './site.js';

const section = 'protocol/imbachat.md section 1.2';

/** A field of a record, and what it must be. */
interface FieldRule {
  readonly field: string;
  readonly isRequired?: boolean;
  /** What is expected, as it reads after "is". */
  readonly expected: string;
  readonly remedy: string;
  test(value: unknown): boolean;
}

/** Every field that the protocol knows (`protocol/imbachat.md` section 1.2), but for the e-mail address. */
export const FIELD_RULES: readonly FieldRule[] = [
  {
    field: 'user_id',
    isRequired: true,
    expected: `an integer from 1 to ${MAX_USER_ID}`,
    remedy: 'Send a JSON number, not text: the socket server compares numbers.',
    test: isUserId,
  },
  {
    field: 'name',
    isRequired: true,
    expected: 'text that is not blank',
    remedy: 'Send the name that the chat shows; leave out who has none.',
    test: (value) => typeof value === 'string' && value.trim() !== '',
  },
  {
    field: 'avatar_url',
    expected: 'an absolute URL, or false',
    remedy: 'Send the URL with scheme and host, and false, neither null nor "", for who has no picture.',
    test: (value) => value === false || (typeof value === 'string' && isAbsoluteUrl(value)),
  },
  {
    field: 'profile_url',
    expected: 'a URL or a path',
    remedy: 'Send text, or leave the field out; a URL that runs script has no place there.',
    test: (value) => typeof value === 'string' && /^(?:(?:https?:)?\/\/|\/)[^\s<>"]*$/i.test(value),
  },
  {
    field: 'lastlogin',
    expected: 'a time in whole seconds since 1970',
    remedy:
      'Send Unix seconds as a JSON number: divide milliseconds by 1000, and leave the field out for never.',
    // More digits are milliseconds.
    test: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) < 100_000_000_000,
  },
  {
    field: 'badge',
    expected: 'text',
    remedy: 'Send text, or leave the field out.',
    test: (value) => typeof value === 'string',
  },
  {
    field: 'chat_role',
    expected: '"admin" or "user"',
    remedy: 'Send "admin" for who moderates; leave the field out otherwise.',
    test: (value) => value === 'admin' || value === 'user',
  },
  {
    field: 'permissions',
    expected: 'an object of booleans',
    remedy: 'Send true and false, not 1 and 0. PHP writes an empty array as []: leave the field out then.',
    test: (value) =>
      isPlainObject(value) && Object.values(value).every((permission) => typeof permission === 'boolean'),
  },
  {
    field: 'profiles',
    expected: 'an object of {user_id: text, avatar_url, name}',
    remedy:
      'Send an object by profile id, with ids as text. PHP writes an empty array as []: leave the field out then.',
    test: (value) => isPlainObject(value) && Object.values(value).every(isProfile),
  },
];

const KNOWN_FIELDS = new Set(['user_mail', ...FIELD_RULES.map(({ field }) => field)]);

/** What a record of users info says. */
export const recordChecks: readonly Check<Site>[] = [
  ...FIELD_RULES.map((rule): Check<Site> => {
    const { field, expected, isRequired = false, remedy } = rule;
    return {
      id: `field-${field.replaceAll('_', '-')}`,
      section,
      title: `${field} is ${expected}${isRequired ? '' : ', where it is sent'}`,
      remedy,
      needs: 'known-users',
      run: async (site) => judgeField(rule, await sentRecords(site)),
    };
  }),
  {
    id: 'email',
    section,
    title: 'No e-mail address is sent unless that is meant',
    remedy: 'Leave user_mail out: the chat needs no address. If it is meant, give the option --with-email.',
    needs: 'known-users',
    async run(site) {
      const sent = (await sentRecords(site)).map(({ user_mail }) => user_mail).filter(Boolean);
      if (site.options.withEmail) {
        return sent.every((address) => typeof address === 'string')
          ? passed('Meant by --with-email.')
          : failed('user_mail is no text.');
      }
      return sent.length === 0 ? passed() : failed(`user_mail is sent for ${sent.length} of the users.`);
    },
  },
  {
    id: 'known-fields',
    section,
    title: 'A record has no other fields',
    remedy: 'Send what the protocol names and nothing else of the row: whatever is sent leaves the site.',
    needs: 'known-users',
    async run(site) {
      const records = await sentRecords(site);
      const permissions = records.flatMap(({ permissions: given }) =>
        isPlainObject(given) ? Object.keys(given) : [],
      );
      const known: readonly string[] = CHAT_PERMISSIONS;
      const others = [
        ...records.flatMap((record) => Object.keys(record)).filter((field) => !KNOWN_FIELDS.has(field)),
        ...permissions.filter((name) => !known.includes(name)).map((name) => `permissions.${name}`),
      ];
      return others.length === 0 ? passed() : warning(`There is also ${listed([...new Set(others)])}.`);
    },
  },
];

/** Judges one field of all records. */
export function judgeField(
  { field, isRequired, expected, test }: FieldRule,
  records: readonly SentRecord[],
): Verdict {
  const sent = records.filter((record) => isRequired || Object.hasOwn(record, field));
  if (sent.length === 0) return skipped('None of the users has one.');
  const wrong = sent.map((record) => record[field]).filter((value) => !test(value));
  return unless(wrong.length === 0 ? [] : [`${field} is ${listed(wrong)}, not ${expected}.`], failed);
}

async function sentRecords(site: Site): Promise<SentRecord[]> {
  return recordsOf((await site.usersInfo()).answer) ?? [];
}

function isProfile(value: unknown): boolean {
  return (
    isPlainObject(value) &&
    typeof value['user_id'] === 'string' &&
    typeof value['name'] === 'string' &&
    (value['avatar_url'] === undefined ||
      value['avatar_url'] === false ||
      typeof value['avatar_url'] === 'string')
  );
}

function isAbsoluteUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

import { isPlainObject } from 'nestjs-chat-integration/internal';
import { CHAT_PERMISSIONS, isUserNumber, MAX_USER_NUMBER } from 'nestjs-chat-integration/protocol';
import { type Check, type CheckResult, failed, passed, passedIfNone, skipped, warning } from '../../check.js';
import { listValues } from '../../list-values.js';
import { recordsOf, type UserRecord } from './describe-response.js';
import type { Site } from '../site.js';

const section = 'protocol/imbachat.md section 1.2';

/** A field of a record, and what it must be. */
interface FieldRule {
  readonly field: string;
  readonly isRequired?: boolean;
  /** What is expected, as it reads after "is". */
  readonly expected: string;
  readonly fix: string;
  isValid(value: unknown): boolean;
}

/** The fields of a record, except the e-mail address (`protocol/imbachat.md` section 1.2). */
const FIELD_RULES: readonly FieldRule[] = [
  {
    field: 'user_id',
    isRequired: true,
    expected: `an integer from 1 to ${MAX_USER_NUMBER}`,
    fix: 'Send a JSON number, not text: the socket server compares numbers.',
    isValid: isUserNumber,
  },
  {
    field: 'name',
    isRequired: true,
    expected: 'a non-empty string',
    fix: 'Send the name that the chat displays. Omit users without a name.',
    isValid: (value) => isString(value) && value.trim() !== '',
  },
  {
    field: 'avatar_url',
    expected: 'an absolute URL or false',
    fix: 'Send the URL with scheme and host. Send false, not null or "", for users without a picture.',
    isValid: (value) => value === false || (isString(value) && isAbsoluteUrl(value)),
  },
  {
    field: 'profile_url',
    expected: 'a URL or a path',
    fix: 'Send an http: or https: URL or a path, never a javascript: URL, or omit the field.',
    isValid: (value) => isString(value) && /^(?:(?:https?:)?\/\/|\/)[^\s<>"]*$/i.test(value),
  },
  {
    field: 'lastlogin',
    expected: 'a Unix time in whole seconds',
    fix: 'Send a JSON number; divide milliseconds by 1000. Omit the field for users who have never logged in.',
    // Larger numbers are milliseconds.
    isValid: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) < 100_000_000_000,
  },
  {
    field: 'badge',
    expected: 'a string',
    fix: 'Send a string, or omit the field.',
    isValid: isString,
  },
  {
    field: 'chat_role',
    expected: '"admin" or "user"',
    fix: 'Send "admin" for moderators. Omit the field for other users.',
    isValid: (value) => value === 'admin' || value === 'user',
  },
  {
    field: 'permissions',
    expected: 'an object of booleans',
    fix: 'Send true and false, not 1 and 0. PHP encodes an empty array as []: omit the field then.',
    isValid: (value) =>
      isPlainObject(value) && Object.values(value).every((permission) => typeof permission === 'boolean'),
  },
  {
    field: 'profiles',
    expected: 'an object of {user_id: string, avatar_url, name}',
    fix: 'Send an object by profile id, with string ids. PHP encodes an empty array as []: omit the field then.',
    isValid: (value) => isPlainObject(value) && Object.values(value).every(isProfile),
  },
];

const KNOWN_FIELDS = ['user_mail', ...FIELD_RULES.map(({ field }) => field)];

/** The rules for the records of users info. */
export const recordChecks: readonly Check<Site>[] = [
  ...FIELD_RULES.map((rule): Check<Site> => ({
    id: `field-${rule.field.replaceAll('_', '-')}`,
    section,
    title: `${rule.field} is ${rule.expected}${rule.isRequired ? '' : ', if it is sent'}`,
    fix: rule.fix,
    needs: 'known-users',
    run: async (site) => checkField(rule, await knownRecords(site)),
  })),
  {
    id: 'email',
    section,
    title: 'No e-mail addresses are sent, unless intended',
    fix: 'Omit user_mail: the chat needs no addresses. If they are intended, pass --with-email.',
    needs: 'known-users',
    async run(site) {
      const addresses = (await knownRecords(site)).map(({ user_mail }) => user_mail).filter(Boolean);
      if (!site.options.withEmail) {
        return addresses.length === 0
          ? passed()
          : failed(`user_mail is sent for ${addresses.length} of the users.`);
      }
      return addresses.every(isString)
        ? passed('Intended, because of --with-email.')
        : failed('user_mail is not a string.');
    },
  },
  {
    id: 'known-fields',
    section,
    title: 'A record has no other fields',
    fix: 'Send only the fields of the protocol, because the vendor receives everything that is sent.',
    needs: 'known-users',
    async run(site) {
      const records = await knownRecords(site);
      const known: readonly string[] = CHAT_PERMISSIONS;
      const fields = records.flatMap((record) => Object.keys(record));
      const permissions = records.flatMap(({ permissions: sent }) =>
        isPlainObject(sent) ? Object.keys(sent) : [],
      );
      const others = [
        ...fields.filter((field) => !KNOWN_FIELDS.includes(field)),
        ...permissions.filter((name) => !known.includes(name)).map((name) => `permissions.${name}`),
      ];
      return others.length === 0 ? passed() : warning(`Unexpected: ${listValues([...new Set(others)])}.`);
    },
  },
];

function checkField(
  { field, isRequired, expected, isValid }: FieldRule,
  records: readonly UserRecord[],
): CheckResult {
  const sent = records.filter((record) => isRequired || Object.hasOwn(record, field));
  if (sent.length === 0) return skipped('None of the users has this field.');
  const wrong = sent.map((record) => record[field]).filter((value) => !isValid(value));
  return passedIfNone(wrong.length === 0 ? [] : [`${field} is ${listValues(wrong)}, not ${expected}.`]);
}

async function knownRecords(site: Site): Promise<UserRecord[]> {
  return recordsOf((await site.knownUsers()).response) ?? [];
}

function isProfile(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  const { user_id, name, avatar_url = false } = value;
  return isString(user_id) && isString(name) && (avatar_url === false || isString(avatar_url));
}

function isAbsoluteUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

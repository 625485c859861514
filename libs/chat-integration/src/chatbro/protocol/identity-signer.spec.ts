import { afterEach, describe, expect, it, vi } from 'vitest';
import { thrownBy } from '../../../../../test/support/options.js';
import vectors from '../../../../../test/vectors/chatbro-signatures.json' with { type: 'json' };
import { InvalidOptionsError } from '../../chat-integration.errors.js';
import { AmbiguousIdentityError } from './ambiguity.js';
import { signIdentity, type ChatBroParams, type SignIdentityOptions } from './identity-signer.js';
import { InvalidIdentityError, signedText, type ChatBroIdentity } from './identity.js';
import { signatureOf } from './signature.js';
import type { ChatBroSigningOptions } from './signing.options.js';

const site = { siteDomain: 'example.com', secretKey: 'a-chatbro-secret-of-the-tests' };

const user = (siteUserExternalId: string, siteUserFullName = 'Ada'): ChatBroIdentity => ({
  siteUserExternalId,
  siteUserFullName,
});
const sign = (identity: ChatBroIdentity, signing?: ChatBroSigningOptions): ChatBroParams =>
  signIdentity(identity, { ...site, signing });

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('signIdentity', () => {
  it.each(vectors.signatures)('signs the vector $id', (vector) => {
    const { id: _, published: __, siteDomain, secretKey, signature, ...fields } = vector;
    const identity = fields as ChatBroIdentity;
    expect(signIdentity(identity, { siteDomain, secretKey })).toStrictEqual({
      siteDomain,
      ...identity,
      signature,
    });
  });

  it.each(vectors.ambiguous)('refuses the ambiguous vector $id and shows both identities', (vector) => {
    const { siteDomain, secretKey, signature } = vector;
    const [identity] = vector.readings as ChatBroIdentity[];
    const error = thrownBy(() => signIdentity(identity!, { siteDomain, secretKey }));
    expect(error).toBeInstanceOf(AmbiguousIdentityError);
    const { message, field, identities } = error as AmbiguousIdentityError;
    expect(message).toMatch(new RegExp(`^${field}: expected an unambiguous identity`));
    expect(identities[0]).toStrictEqual(identity);
    for (const each of identities) {
      expect(message).toContain(JSON.stringify(each));
      expect(signatureOf(siteDomain, signedText(each), secretKey)).toBe(signature);
    }
  });

  it('refuses either identity if both are ambiguous', () => {
    const { readings } = vectors.ambiguous.find((vector) => vector.id === 'id-and-name-shift')!;
    // A shorter id is only recognized by its form.
    const signing = { userIdPattern: /[0-9]+/ };
    for (const reading of readings as ChatBroIdentity[]) {
      expect(() => sign(reading, signing)).toThrow(AmbiguousIdentityError);
    }
  });

  it.each(vectors.ambiguous.filter((vector) => vector.id !== 'id-and-name-shift'))(
    'signs the identity of $id that has the rights',
    ({ siteDomain, secretKey, readings, signature }) => {
      const identity = readings.at(-1) as ChatBroIdentity;
      expect(signIdentity(identity, { siteDomain, secretKey }).signature).toBe(signature);
    },
  );

  it('signs {} as a guest, without any field of an identity', () => {
    const params = { siteDomain: 'example.com', signature: signatureOf('example.com', '', site.secretKey) };
    expect(sign({})).toStrictEqual(params);
    expect(sign({}, { fallbackNameColor: '#333333' })).toStrictEqual(params);
  });

  it('signs the permissions that it returns, in canonical order', () => {
    const params = sign({ ...user('1'), permissions: ['delete', 'ban', 'delete'] });
    expect(params.permissions).toEqual(['ban', 'delete']);
    expect(params).toStrictEqual(sign({ ...user('1'), permissions: ['ban', 'delete'] }));
  });

  it.each([null, undefined, 'Ada', { siteUserFullName: 'Ada' }, user('1', '<b>Ada</b>'), user('a b')])(
    'refuses the identity %o',
    (identity) => {
      expect(() => sign(identity as ChatBroIdentity)).toThrow(InvalidIdentityError);
    },
  );

  it('includes the secret neither in what it returns nor in its errors', () => {
    const error = thrownBy(() => sign(user('1', '2'))) as Error;
    expect(JSON.stringify(sign({})) + error.message).not.toContain(site.secretKey);
  });

  describe('options', () => {
    const problemsOf = (options: object): unknown => {
      const error = thrownBy(() => signIdentity({}, { ...site, ...options }));
      expect(error).toBeInstanceOf(InvalidOptionsError);
      return (error as InvalidOptionsError).problems;
    };

    it.each([
      [{ siteDomain: 'https://example.com' }, 'siteDomain', 'the bare host of the site'],
      [{ secretKey: 'hunter2' }, 'secretKey', 'at least 16 bytes but got a string of 7 characters'],
      [{ secretKey: undefined }, 'secretKey', 'at least 16 bytes but got undefined'],
      [{ signing: 'strict' }, 'signing', 'an object of signing options but got "strict"'],
      [{ signing: { policy: 'lax' } }, 'signing.policy', "'strict' or 'unchecked' but got \"lax\""],
    ])('are refused: %o', (options, path, expected) => {
      expect(problemsOf(options)).toEqual([{ path, message: expect.stringContaining(expected) }]);
    });

    it('are refused in production if the secret is a sample', () => {
      const { siteDomain, secretKey } = vectors.signatures[0]!;
      expect(signIdentity({}, { siteDomain, secretKey })).toHaveProperty('signature');
      vi.stubEnv('NODE_ENV', 'production');
      expect(problemsOf({ secretKey })).toEqual([
        { path: 'secretKey', message: expect.stringContaining('not a sample from the documentation') },
      ]);
    });

    it('are refused if they are unknown, at both levels', () => {
      expect(problemsOf({ chatId: '9czk', signing: { strict: true } })).toEqual([
        { path: 'chatId', message: expect.stringContaining('is not an option') },
        { path: 'signing.strict', message: expect.stringContaining('is not an option') },
      ]);
    });

    it('are reported in one error, with the function that received them', () => {
      const { message } = thrownBy(() => signIdentity({}, {} as SignIdentityOptions)) as Error;
      const [first, ...problems] = message.split('\n');
      expect(first).toBe('signIdentity cannot use these options:');
      expect(problems.map((line) => line.split(':')[0]!.trim()).toSorted()).toEqual([
        '- secretKey',
        '- siteDomain',
      ]);
    });
  });

  describe('the option fallbackNameColor', () => {
    const signing = { fallbackNameColor: '#333333' };

    it('allows a name that ends in a right', () => {
      expect(() => sign(user('1', 'Esteban'))).toThrow(/Fix: .*fallbackNameColor/);
      expect(sign(user('1', 'Esteban'), signing)).toMatchObject({
        siteUserFullName: 'Esteban',
        siteUserFullNameColor: '#333333',
      });
    });

    it('does not replace the colour of a user', () => {
      const coloured = { ...user('1'), siteUserFullNameColor: 'grey' };
      expect(sign(coloured, signing)).toHaveProperty('siteUserFullNameColor', 'grey');
    });
  });

  describe('the option reservedNames', () => {
    it('replaces the default list', () => {
      const signing = { reservedNames: ['Chef'] };
      expect(() => sign(user('1', 'Administrator Bob'))).toThrow(/Fix: .*reservedNames/);
      expect(sign(user('1', 'Administrator Bob'), signing)).toHaveProperty('signature');
      expect(() => sign(user('1', 'chefkoch'), signing)).toThrow(AmbiguousIdentityError);
    });

    it('signs a reserved name in its exact spelling only', () => {
      expect(sign(user('1', 'Admin')).siteUserFullName).toBe('Admin');
      for (const name of ['a\u00addmin', 'ａｄｍｉｎ', 'adm\u200bin', 'аdmin']) {
        expect(() => sign(user('1', name)), name).toThrow(
          /^siteUserFullName: expected the exact spelling of the reserved name "admin" or another name, but got ".*"\. Fix: /,
        );
        expect(() => sign(user('1', name)), name).toThrow(InvalidIdentityError);
      }
    });

    it('allows every name if it is empty', () => {
      expect(sign(user('1', 'Admin 2'), { reservedNames: [] })).toHaveProperty('signature');
    });
  });

  describe('the option userIdPattern', () => {
    const signing = { userIdPattern: /[0-9]{3}/ };

    it('allows any name after an id of this form', () => {
      expect(() => sign(user('007', '7 of 9'))).toThrow(AmbiguousIdentityError);
      expect(sign(user('007', '7 of 9'), signing)).toHaveProperty('signature');
    });

    it('refuses an id of another form', () => {
      expect(() => sign(user('7'), signing)).toThrow(InvalidIdentityError);
      expect(() => sign(user('7'), signing)).toThrow(
        'siteUserExternalId: expected an id that matches signing.userIdPattern but got "7". ' +
          'Fix: format ids to match the pattern.',
      );
    });

    it('refuses an id that begins with another id of the form', () => {
      expect(() => sign(user('12'), { userIdPattern: /[0-9]+/ })).toThrow(/the user with the id "1"/);
    });
  });

  describe("the policy 'unchecked'", () => {
    const signing: ChatBroSigningOptions = { policy: 'unchecked', userIdPattern: /x/ };

    it.each(['2', 'Bobdelete', 'Admin Bob', '<b>Ada</b>', 'javascript:'])('signs the name %j', (name) => {
      expect(sign(user('12', name), signing)).toMatchObject({ siteUserFullName: name });
    });

    it('still refuses what the protocol cannot carry', () => {
      expect(() => sign(user('1', '\ud800'), signing)).toThrow(InvalidIdentityError);
    });
  });
});

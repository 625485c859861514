import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { resolvedChatBro, thrownBy } from '../../../../test/support/options.js';
import vectors from '../../../../test/vectors/chatbro-signatures.json' with { type: 'json' };
import { VendorNotConfiguredError } from '../chat-integration.errors.js';
import { AmbiguousIdentityError } from './ambiguity.js';
import { ChatBroSignatureService } from './chatbro-signature.service.js';
import type { ChatBroOptions } from './chatbro.options.js';
import { InvalidIdentityError, type ChatBroIdentity } from './identity.js';
import { signedText } from './identity.js';
import { signatureOf } from './signature.js';

const serviceOf = (options?: Partial<ChatBroOptions>): ChatBroSignatureService =>
  new ChatBroSignatureService(resolvedChatBro(options));

const id = (siteUserExternalId: string, siteUserFullName = 'Ada'): ChatBroIdentity => ({
  siteUserExternalId,
  siteUserFullName,
});

describe('ChatBroSignatureService', () => {
  const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
  const service = serviceOf();

  afterEach(() => {
    warn.mockClear();
  });

  describe('sign', () => {
    it.each(vectors.signatures)('makes the vector $id', (vector) => {
      const { id: _, published: __, siteDomain, secretKey, signature, ...fields } = vector;
      const identity = fields as ChatBroIdentity;
      const params = serviceOf({ siteDomain, secretKey }).sign(identity);
      expect(params).toStrictEqual({ siteDomain, ...identity, signature });
    });

    it.each(vectors.ambiguous)('refuses the ambiguous vector $id and shows both readings', (vector) => {
      const { siteDomain, secretKey, signature } = vector;
      const readings = vector.readings as ChatBroIdentity[];
      const error = thrownBy(() => serviceOf({ siteDomain, secretKey }).sign(readings[0]!));
      expect(error).toBeInstanceOf(AmbiguousIdentityError);
      const { message, field, readings: shown } = error as AmbiguousIdentityError;
      expect(message).toMatch(new RegExp(`^${field}: expected an identity with one reading`));
      for (const reading of shown) {
        expect(message).toContain(JSON.stringify(reading));
        expect(signatureOf(siteDomain, signedText(reading), secretKey)).toBe(signature);
      }
      expect(shown[0]).toStrictEqual(readings[0]);
    });

    it.each([null, undefined, 'Ada'])('refuses %j in the place of an identity', (identity) => {
      expect(() => service.sign(identity as never)).toThrow(InvalidIdentityError);
    });

    it('holds the ids of users against a declared form too', () => {
      const user = { id: 42, name: 'Ada' };
      const signing = { userIdPattern: /[0-9]{9}/ };
      expect(() => serviceOf({ signing }).signUser(user)).toThrow(/userIdPattern/);
      const userId = (number: number) => String(number).padStart(9, '0');
      expect(serviceOf({ signing, userId }).signUser(user).siteUserExternalId).toBe('000000042');
      expect(() => serviceOf({ signing: { userIdPattern: /[0-9]+/ } }).signUser(user)).toThrow(
        AmbiguousIdentityError,
      );
    });

    it('refuses either reading where neither is safe', () => {
      const { readings } = vectors.ambiguous.find((vector) => vector.id === 'id-and-name-shift')!;
      for (const reading of readings as ChatBroIdentity[]) {
        expect(() => service.sign(reading)).toThrow(AmbiguousIdentityError);
      }
    });

    it.each(vectors.ambiguous.filter((vector) => vector.id !== 'id-and-name-shift'))(
      'signs the reading of $id that holds its rights',
      ({ siteDomain, secretKey, readings, signature }) => {
        const identity = readings.at(-1) as ChatBroIdentity;
        expect(serviceOf({ siteDomain, secretKey }).sign(identity).signature).toBe(signature);
      },
    );

    it('signs a guest, who is nobody', () => {
      const params = { siteDomain: 'example.com', signature: expect.stringMatching(/^[0-9a-f]{32}$/) };
      expect(service.sign({})).toStrictEqual(params);
      expect(serviceOf({ signing: { fallbackNameColor: '#333333' } }).sign({})).toStrictEqual(params);
    });

    it('signs the permissions that it sends', () => {
      const params = service.sign({ ...id('1'), permissions: ['delete', 'ban', 'delete'] });
      expect(params).toMatchObject({ permissions: ['ban', 'delete'] });
      expect(params.signature).toBe(service.sign({ ...id('1'), permissions: ['ban', 'delete'] }).signature);
    });

    it('refuses what is not safe to show', () => {
      expect(() => service.sign(id('1', '<b>Ada</b>'))).toThrow(InvalidIdentityError);
    });

    it('keeps the secret out of what it gives and throws', () => {
      const error = thrownBy(() => service.sign(id('1', '2')));
      expect(JSON.stringify([service.sign({}), service])).not.toContain('a-chatbro-secret');
      expect((error as Error).message).not.toContain('a-chatbro-secret');
    });
  });

  describe('the remedies', () => {
    it('a colour that is always sent lets Esteban pass', () => {
      expect(() => service.sign(id('1', 'Esteban'))).toThrow(/fallbackNameColor/);
      const colourful = serviceOf({ signing: { fallbackNameColor: '#333333' } });
      expect(colourful.sign(id('1', 'Esteban'))).toMatchObject({
        siteUserFullName: 'Esteban',
        siteUserFullNameColor: '#333333',
      });
      expect(colourful.sign({ ...id('1'), siteUserFullNameColor: 'grey' }).siteUserFullNameColor).toBe(
        'grey',
      );
    });

    it('reserved names are those of the site', () => {
      const ownNames = serviceOf({ signing: { reservedNames: ['Chef'] } });
      expect(() => service.sign(id('1', 'Administrator Bob'))).toThrow(/reservedNames/);
      expect(ownNames.sign(id('1', 'Administrator Bob'))).toHaveProperty('signature');
      expect(() => ownNames.sign(id('1', 'chefkoch'))).toThrow(AmbiguousIdentityError);
      expect(serviceOf({ signing: { reservedNames: [] } }).sign(id('1', 'Admin 2'))).toHaveProperty(
        'signature',
      );
    });

    it('ids of a declared form may stand before any name', () => {
      const declared = serviceOf({ signing: { userIdPattern: /[0-9]{3}/ } });
      expect(declared.sign(id('007', '7 of 9'))).toHaveProperty('signature');
      expect(() => declared.sign(id('7', 'Ada'))).toThrow(InvalidIdentityError);
      expect(() => declared.sign(id('7', 'Ada'))).toThrow(/userIdPattern declares, got "7"/);
      const digits = serviceOf({ signing: { userIdPattern: /[0-9]+/ } });
      expect(() => digits.sign(id('12', 'Ada'))).toThrow(/the user with the id "1"/);
    });

    it('the policy unchecked signs whatever the protocol can carry', () => {
      const unchecked = serviceOf({ signing: { policy: 'unchecked', userIdPattern: /x/ } });
      for (const name of ['2', 'Bobdelete', 'Admin Bob', '<b>Ada</b>', 'javascript:']) {
        expect(unchecked.sign(id('12', name))).toMatchObject({ siteUserFullName: name });
      }
      expect(() => unchecked.sign(id('1', '\ud800'))).toThrow(InvalidIdentityError);
      expect(warn).not.toHaveBeenCalled();
    });
  });

  describe('the warning of shorter ids', () => {
    it('is said once, for an undeclared number of several digits', () => {
      const fresh = serviceOf();
      fresh.sign(id('1'));
      fresh.sign(id('042'));
      fresh.sign(id('x12', ' Ada'));
      expect(warn).not.toHaveBeenCalled();
      fresh.sign(id('12'));
      fresh.sign(id('13'));
      expect(warn).toHaveBeenCalledExactlyOnceWith(
        expect.stringMatching(
          /with the id 12 was signed\. .* with the id 1 and a name that begins with 2\. /,
        ),
      );
    });

    it('is not said of an identity that was refused', () => {
      thrownBy(() => serviceOf().sign(id('12', '3')));
      expect(warn).not.toHaveBeenCalled();
    });

    it('is not said where the form of ids is declared', () => {
      serviceOf({ signing: { userIdPattern: /[0-9]{2}/ } }).sign(id('12'));
      expect(warn).not.toHaveBeenCalled();
    });

    it('is said of users too, where the host writes their ids', () => {
      serviceOf().signUser({ id: 12, name: 'Ada' });
      expect(warn).not.toHaveBeenCalled();
      serviceOf({ userId: String }).signUser({ id: 12, name: 'Ada' });
      expect(warn).toHaveBeenCalledTimes(1);
    });
  });

  describe('signUser', () => {
    it('signs a user with an id that ends by itself', () => {
      const params = service.signUser({ id: 42, name: 'Ada', moderation: ['ban'] });
      expect(params).toStrictEqual(service.sign({ ...id('042'), permissions: ['ban'] }));
    });

    it('signs a name that begins with a digit, since the id cannot go on', () => {
      expect(service.signUser({ id: 1, name: '23 John' }).siteUserFullName).toBe('23 John');
    });

    it('signs null as a guest', () => {
      expect(service.signUser(null)).toStrictEqual(service.sign({}));
    });

    it('refuses what is ambiguous but for the id', () => {
      expect(() => service.signUser({ id: 1, name: 'Bobdelete' })).toThrow(AmbiguousIdentityError);
      expect(() => service.signUser({ id: 1, name: 'Admin Bob' })).toThrow(AmbiguousIdentityError);
      expect(() => service.signUser({ id: 1, name: '<b>' })).toThrow(InvalidIdentityError);
    });

    it('holds ids that the host writes against the rules', () => {
      const written = serviceOf({ userId: String });
      expect(() => written.signUser({ id: 1, name: '23 John' })).toThrow(AmbiguousIdentityError);
      const padded = { userId: (userId: number) => String(userId).padStart(9, '0') };
      const declared = serviceOf({ ...padded, signing: { userIdPattern: /[0-9]{9}/ } });
      expect(declared.signUser({ id: 1, name: '23 John' }).siteUserExternalId).toBe('000000001');
    });

    it('changes a name with userName before it is checked', () => {
      const userName = (name: string) => name.replaceAll(/[<>]/g, '');
      expect(serviceOf({ userName }).signUser({ id: 1, name: '<Ada>' }).siteUserFullName).toBe('Ada');
    });

    it('signs whatever it is given with the policy unchecked', () => {
      const unchecked = serviceOf({ signing: { policy: 'unchecked' } });
      expect(unchecked.signUser({ id: 1, name: 'Bobdelete' }).siteUserFullName).toBe('Bobdelete');
    });
  });

  it('signs nothing without ChatBro in the options', () => {
    const unconfigured = new ChatBroSignatureService(null);
    expect(() => unconfigured.sign({})).toThrow(VendorNotConfiguredError);
    expect(() => unconfigured.signUser(null)).toThrow(/`chatbro`/);
  });
});

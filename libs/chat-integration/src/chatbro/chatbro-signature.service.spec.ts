import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { chatBro, resolvedChatBro, thrownBy } from '../../../../test/support/options.js';
import { VendorNotConfiguredError } from '../chat-integration.errors.js';
import type { ChatUser } from '../users/chat-user.js';
import type { UserId } from '../users/user-id.js';
import { ChatBroSignatureService } from './chatbro-signature.service.js';
import type { ChatBroOptions } from './chatbro.options.js';
import { AmbiguousIdentityError } from './protocol/ambiguity.js';
import { signIdentity } from './protocol/identity-signer.js';
import { InvalidIdentityError, type ChatBroIdentity } from './protocol/identity.js';

const UUID = '6f1c1f0e-2f7e-4d53-9b0e-2f8c7d0d9a11';
const { siteDomain, secretKey } = chatBro();

const serviceOf = (options?: Partial<ChatBroOptions>): ChatBroSignatureService =>
  new ChatBroSignatureService(resolvedChatBro(options));

const identity = (siteUserExternalId: string, siteUserFullName = 'Ada'): ChatBroIdentity => ({
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
    it('signs as signIdentity does, with the options of the module', () => {
      const signing = { fallbackNameColor: '#333333', reservedNames: ['Chef'] };
      const given: ChatBroIdentity = { ...identity('1', 'Esteban'), permissions: ['ban'] };
      expect(serviceOf({ signing }).sign(given)).toStrictEqual(
        signIdentity(given, { siteDomain, secretKey, signing }),
      );
    });

    it('refuses ambiguous and unsafe identities', () => {
      expect(() => service.sign(identity('1', 'Bobdelete'))).toThrow(AmbiguousIdentityError);
      expect(() => service.sign(identity('1', '<b>Ada</b>'))).toThrow(InvalidIdentityError);
    });

    it('does not show the secret', () => {
      expect(JSON.stringify(service)).not.toContain(secretKey);
    });
  });

  describe('the warning of shorter ids', () => {
    it('is logged once, for a number of several digits whose form is not declared', () => {
      const fresh = serviceOf();
      fresh.sign({});
      fresh.sign(identity('1'));
      fresh.sign(identity('042'));
      fresh.sign(identity('x12', ' Ada'));
      expect(warn).not.toHaveBeenCalled();
      fresh.sign(identity('12'));
      fresh.sign(identity('13'));
      expect(warn).toHaveBeenCalledExactlyOnceWith(
        expect.stringMatching(
          /with the id 12 was signed\. .* with the id 1 and a name that begins with 2\. Fix: .* This is logged once\.$/,
        ),
      );
    });

    it('is not logged for an identity that was refused', () => {
      thrownBy(() => serviceOf().sign(identity('12', '3')));
      expect(warn).not.toHaveBeenCalled();
    });

    it.each([{ userIdPattern: /[0-9]{2}/ }, { policy: 'unchecked' as const }])(
      'is not logged with the signing options %o',
      (signing) => {
        serviceOf({ signing }).sign(identity('12'));
        expect(warn).not.toHaveBeenCalled();
      },
    );

    it('is not logged for a user of the UserProvider', () => {
      serviceOf().signUser({ id: 12, name: 'Ada' });
      expect(warn).not.toHaveBeenCalled();
    });
  });

  describe('signUser', () => {
    it('signs null as a guest', () => {
      expect(service.signUser(null)).toStrictEqual(service.sign({}));
    });

    it.each<[UserId, string]>([
      [42, '042'],
      ['42', '042'],
      [UUID, UUID],
      ['ada', 't3:ada'],
    ])('signs a user with the id %o as %s', (id, written) => {
      const params = service.signUser({ id, name: 'Ada', moderation: ['ban'] });
      expect(params).toStrictEqual(
        signIdentity(
          { ...identity(written), permissions: ['ban'] },
          { siteDomain, secretKey, signing: { policy: 'unchecked' } },
        ),
      );
    });

    it.each<[UserId, string]>([
      [1, '23 John'],
      ['ada', 'Ada'],
      ['ada', '3,abc'],
      [UUID, '1 of 9'],
    ])('signs the user %o with the name %j, because no name can continue the id', (id, name) => {
      expect(service.signUser({ id, name }).siteUserFullName).toBe(name);
    });

    it('refuses a number and a name that together begin with a UUID', () => {
      const [first = '', ...rest] = UUID;
      expect(() => service.signUser({ id: Number(first), name: `${rest.join('')}Ada` })).toThrow(
        AmbiguousIdentityError,
      );
    });

    it.each(['Badminton', 'Admin Bob', 'javascript:alert(1)'])('refuses the ambiguous name %j', (name) => {
      expect(() => service.signUser({ id: 1, name })).toThrow(AmbiguousIdentityError);
    });

    const url = 'https://example.com/7';
    it.each<[string, Partial<ChatUser>, keyof ChatBroIdentity, Partial<ChatUser>]>([
      [
        'a relative picture',
        { avatarUrl: 'a.png', profileUrl: url },
        'siteUserAvatarUrl',
        { profileUrl: url },
      ],
      ['a data: picture', { avatarUrl: 'data:image/png;base64,x' }, 'siteUserAvatarUrl', {}],
      ['a profile URL that is too long', { profileUrl: `/${'x'.repeat(2_048)}` }, 'siteUserProfileUrl', {}],
      ['a profile URL with a lone surrogate', { profileUrl: '/\ud800' }, 'siteUserProfileUrl', {}],
      ['a profile URL with a reserved name', { profileUrl: '/admin/7' }, 'siteUserProfileUrl', {}],
      ['a profile URL with another host', { profileUrl: '/?next=//evil.example' }, 'siteUserProfileUrl', {}],
      ['a colour that is not one', { nameColor: 'var(--x)' }, 'siteUserFullNameColor', {}],
      ['a picture that is not text', { avatarUrl: 5 as never }, 'siteUserAvatarUrl', {}],
    ])('leaves out %s, signs the rest and logs it once', (_, fields, field, rest) => {
      const fresh = serviceOf();
      const user = { id: 7, name: 'Ann', moderation: ['ban'] as const };
      for (let page = 0; page < 3; page++) {
        expect(fresh.signUser({ ...user, ...fields })).toStrictEqual(fresh.signUser({ ...user, ...rest }));
      }
      const message = new RegExp(`^User 7 is signed without a field\\. ${field}: expected .* Fix: `);
      expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(message));
    });

    it('leaves out the optional fields that make a name ambiguous', () => {
      const name = 'Ann Adm';
      expect(serviceOf().signUser({ id: 7, name, nameColor: 'indigo' })).toStrictEqual(
        service.signUser({ id: 7, name }),
      );
      expect(
        serviceOf().signUser({ id: 7, name: 'Ann /', avatarUrl: '/a.png', profileUrl: '/7' }),
      ).toStrictEqual(service.signUser({ id: 7, name: 'Ann /' }));
    });

    it('still refuses a name that is ambiguous without them', () => {
      expect(() => service.signUser({ id: 7, name: 'Badminton', avatarUrl: '/a.png' })).toThrow(
        AmbiguousIdentityError,
      );
      expect(() => service.signUser({ id: 7, name: '<b>', avatarUrl: '/a.png' })).toThrow(
        InvalidIdentityError,
      );
    });

    it.each<[string, Partial<ChatUser>]>([
      ['Esteban', {}],
      ['Bobdelete', { moderation: ['ban'] }],
      ['Ann', { avatarUrl: '/urban' }],
      ['Esteban', { avatarUrl: 'a.png' }],
      ['Ann', { profileUrl: 'https://example.com/u/esteban', nameColor: 'ban' }],
    ])(
      'signs the user %s %j with a colour, because the text before the rights ends in a right',
      (name, fields) => {
        const params = serviceOf().signUser({ id: 7, name, ...fields });
        expect(params).toMatchObject({ siteUserFullName: name, siteUserFullNameColor: '#767676' });
      },
    );

    it.each<[string, Partial<ChatUser>]>([
      ['Ann', {}],
      ['Esteban', { profileUrl: '/7' }],
      ['Esteban', { moderation: ['ban'] }],
    ])('adds no colour to the user %s %j', (name, fields) => {
      expect(service.signUser({ id: 7, name, ...fields })).not.toHaveProperty('siteUserFullNameColor');
    });

    it('prefers the colour of the user and the option fallbackNameColor', () => {
      const esteban = { id: 7, name: 'Esteban' };
      expect(service.signUser({ ...esteban, nameColor: 'grey' }).siteUserFullNameColor).toBe('grey');
      const configured = serviceOf({ signing: { fallbackNameColor: '#333333' } });
      expect(configured.signUser(esteban).siteUserFullNameColor).toBe('#333333');
    });

    it('refuses moderation rights that do not exist', () => {
      const user = { id: 7, name: 'Ann', moderation: 'ban' as never };
      expect(() => service.signUser(user)).toThrow(InvalidIdentityError);
    });

    it('refuses an unsafe name', () => {
      expect(() => service.signUser({ id: 1, name: '<b>' })).toThrow(InvalidIdentityError);
    });

    it('writes the id with the option userId, and checks it against the declared form', () => {
      const signing = { userIdPattern: /[0-9]{9}/ };
      const padded = serviceOf({ signing, userId: (id) => String(id).padStart(9, '0') });
      expect(padded.signUser({ id: 1, name: '23 John' }).siteUserExternalId).toBe('000000001');
      expect(() => padded.signUser({ id: 1_234_567_890, name: 'Ada' })).toThrow(/signing\.userIdPattern/);
    });

    it('checks ids of the default form against a declared form too', () => {
      const signing = { userIdPattern: /0*[1-9][0-9]*/ };
      expect(() => serviceOf({ signing }).signUser({ id: 1, name: '2Ada' })).toThrow(AmbiguousIdentityError);
    });

    it('writes the name with the option userName before it is checked', () => {
      const userName = (name: string) => name.replaceAll(/[<>]/g, '');
      expect(serviceOf({ userName }).signUser({ id: 1, name: '<Ada>' }).siteUserFullName).toBe('Ada');
    });

    it("signs every user with the policy 'unchecked', and adds no colour", () => {
      const unchecked = serviceOf({ signing: { policy: 'unchecked' } });
      const params = unchecked.signUser({ id: 1, name: 'Bobdelete' });
      expect(params.siteUserFullName).toBe('Bobdelete');
      expect(params).not.toHaveProperty('siteUserFullNameColor');
    });
  });

  it('signs nothing without ChatBro in the options', () => {
    const unconfigured = new ChatBroSignatureService(null);
    expect(() => unconfigured.sign({})).toThrow(VendorNotConfiguredError);
    expect(() => unconfigured.signUser(null)).toThrow(/`chatbro`/);
  });
});

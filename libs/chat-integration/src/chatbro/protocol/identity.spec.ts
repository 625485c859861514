import { describe, expect, it } from 'vitest';
import {
  canonicalIdentity,
  InvalidIdentityError,
  signedText,
  TEXT_FIELDS,
  type ChatBroIdentity,
} from './identity.js';

const user = { siteUserExternalId: '1', siteUserFullName: 'Ada' };
const full: ChatBroIdentity = {
  siteUserExternalId: '1',
  siteUserFullName: 'Ada',
  siteUserAvatarUrl: '/1.png',
  siteUserProfileUrl: '/1',
  siteUserFullNameColor: 'grey',
  permissions: ['ban'],
};
const canonical = (identity: object): ChatBroIdentity => canonicalIdentity(identity);

describe('canonicalIdentity', () => {
  it('keeps the text fields unchanged, without normalizing them', () => {
    const decomposed = { ...full, siteUserFullName: ' e\u0301 \u00e9 ﬁ ' };
    expect(canonical(decomposed)).toStrictEqual(decomposed);
  });

  it('orders the fields as they are signed', () => {
    const reversed = Object.fromEntries(Object.entries(full).toReversed());
    expect(Object.keys(canonical(reversed))).toEqual([...TEXT_FIELDS, 'permissions']);
  });

  it('leaves out undefined fields', () => {
    expect(canonical({ ...user, siteUserAvatarUrl: undefined, permissions: undefined })).toStrictEqual(user);
  });

  it.each([
    [
      ['delete', 'ban'],
      ['ban', 'delete'],
    ],
    [['ban', 'ban'], ['ban']],
    [
      ['delete', 'ban', 'delete'],
      ['ban', 'delete'],
    ],
    [['delete'], ['delete']],
  ])('orders the permissions %o, each once', (permissions, expected) => {
    expect(canonical({ ...user, permissions }).permissions).toEqual(expected);
  });

  it('leaves out empty permissions', () => {
    expect(canonical({ ...user, permissions: [] })).toStrictEqual(user);
  });

  it.each([{}, { permissions: [] }, { siteUserFullName: undefined }])('treats %o as a guest', (identity) => {
    expect(canonical(identity)).toStrictEqual({});
  });

  it.each([
    ['an unknown field', { ...user, siteDomain: 'example.com' }, 'siteDomain'],
    ['an empty string', { ...user, siteUserAvatarUrl: '' }, 'siteUserAvatarUrl'],
    ['null', { ...user, siteUserProfileUrl: null }, 'siteUserProfileUrl'],
    ['an id that is a number', { ...user, siteUserExternalId: 1 }, 'siteUserExternalId'],
    ['a name that is an array', { ...user, siteUserFullName: ['Ada'] }, 'siteUserFullName'],
    ['a lone surrogate', { ...user, siteUserFullName: 'Ada\ud83d' }, 'siteUserFullName'],
    ['an id without a name', { siteUserExternalId: '1' }, 'siteUserFullName'],
    ['a name without an id', { siteUserFullName: 'Ada' }, 'siteUserFullName'],
    ['a guest with a colour', { siteUserFullNameColor: 'grey' }, 'siteUserFullNameColor'],
    ['a guest with rights', { permissions: ['ban'] }, 'permissions'],
    ['an unknown right', { ...user, permissions: ['ban', 'kick'] }, 'permissions'],
    ['rights that are text', { ...user, permissions: 'ban' }, 'permissions'],
    ['rights that are null', { ...user, permissions: null }, 'permissions'],
  ])('refuses %s and names the field', (_, identity, field) => {
    const refused = expect.objectContaining({
      code: 'ERR_CHAT_IDENTITY_INVALID',
      field,
      message: expect.stringMatching(`^${field}: .+ Fix: .+\\.$`),
    });
    expect(() => canonical(identity)).toThrow(InvalidIdentityError);
    expect(() => canonical(identity)).toThrow(refused);
  });

  it('does not change the given identity', () => {
    const identity = Object.freeze({ ...full, permissions: Object.freeze(['delete', 'ban']) });
    expect(canonical(identity).permissions).toEqual(['ban', 'delete']);
    expect(identity.permissions).toEqual(['delete', 'ban']);
  });
});

describe('signedText', () => {
  it('joins the fields and the permissions in the documented order, without delimiters', () => {
    const reversed = Object.fromEntries(Object.entries(full).toReversed());
    expect(signedText(reversed)).toBe('1Ada/1.png/1greyban');
    expect(signedText({})).toBe('');
  });
});

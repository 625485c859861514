import { describe, expect, it } from 'vitest';
import { canonicalIdentity, InvalidIdentityError, TEXT_FIELDS, type ChatBroIdentity } from './identity.js';

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
  it('keeps the text fields as they are, without normalizing any', () => {
    const decomposed = { ...full, siteUserFullName: ' e\u0301 \u00e9 ﬁ ' };
    expect(canonical(decomposed)).toStrictEqual(decomposed);
  });

  it('puts the fields into the order in which they are signed', () => {
    const reversed = Object.fromEntries(Object.entries(full).toReversed());
    expect(Object.keys(canonical(reversed))).toEqual([...TEXT_FIELDS, 'permissions']);
  });

  it('leaves out what is undefined', () => {
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
  ])('puts the permissions %o into the canonical order', (permissions, expected) => {
    expect(canonical({ ...user, permissions }).permissions).toEqual(expected);
  });

  it('leaves no permissions out', () => {
    expect(canonical({ ...user, permissions: [] })).toStrictEqual(user);
  });

  it.each([{}, { permissions: [] }, { siteUserFullName: undefined }])('takes %o for a guest', (identity) => {
    expect(canonical(identity)).toStrictEqual({});
  });

  it.each([
    ['a field that there is not', { ...user, siteDomain: 'example.com' }, 'siteDomain'],
    ['an empty string', { ...user, siteUserAvatarUrl: '' }, 'siteUserAvatarUrl'],
    ['null', { ...user, siteUserProfileUrl: null }, 'siteUserProfileUrl'],
    ['a number for the id', { ...user, siteUserExternalId: 1 }, 'siteUserExternalId'],
    ['an array for the name', { ...user, siteUserFullName: ['Ada'] }, 'siteUserFullName'],
    ['a lone surrogate', { ...user, siteUserFullName: 'Ada\ud83d' }, 'siteUserFullName'],
    ['an id without a name', { siteUserExternalId: '1' }, 'siteUserFullName'],
    ['a name without an id', { siteUserFullName: 'Ada' }, 'siteUserFullName'],
    ['a guest with a colour', { siteUserFullNameColor: 'grey' }, 'siteUserFullNameColor'],
    ['a guest with rights', { permissions: ['ban'] }, 'permissions'],
    ['a right that there is not', { ...user, permissions: ['ban', 'kick'] }, 'permissions'],
    ['rights that are text', { ...user, permissions: 'ban' }, 'permissions'],
    ['rights that are null', { ...user, permissions: null }, 'permissions'],
  ])('refuses %s and names the field', (_, identity, field) => {
    const refused = expect.objectContaining({
      code: 'ERR_CHAT_IDENTITY_INVALID',
      field,
      message: expect.stringMatching(`^${field}: `),
    });
    expect(() => canonical(identity)).toThrow(InvalidIdentityError);
    expect(() => canonical(identity)).toThrow(refused);
  });

  it('leaves the given identity alone', () => {
    const identity = Object.freeze({ ...full, permissions: Object.freeze(['delete', 'ban']) });
    expect(canonical(identity).permissions).toEqual(['ban', 'delete']);
    expect(identity.permissions).toEqual(['delete', 'ban']);
  });
});

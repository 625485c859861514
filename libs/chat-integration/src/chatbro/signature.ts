import { hash } from 'node:crypto';
import type { ChatBroIdentity } from './identity.js';

/**
 * ChatBro's spoofing protection: lower-case hex MD5 over the UTF-8 of domain, identity and secret in the
 * documented order, without delimiters (`protocol/chatbro.md` section 1).
 */
export function signatureOf(siteDomain: string, identity: ChatBroIdentity, secretKey: string): string {
  return hash(
    'md5',
    siteDomain +
      (identity.siteUserExternalId ?? '') +
      (identity.siteUserFullName ?? '') +
      (identity.siteUserAvatarUrl ?? '') +
      (identity.siteUserProfileUrl ?? '') +
      (identity.siteUserFullNameColor ?? '') +
      (identity.permissions?.join('') ?? '') +
      secretKey,
  );
}

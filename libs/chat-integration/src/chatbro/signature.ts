import { hash } from 'node:crypto';

/**
 * ChatBro's spoofing protection: lower-case hex MD5 over the UTF-8 of domain, identity and secret, without
 * delimiters (`protocol/chatbro.md` section 1).
 *
 * @param text what is signed of the identity; see {@link signedText}.
 */
export function signatureOf(siteDomain: string, text: string, secretKey: string): string {
  return hash('md5', siteDomain + text + secretKey);
}

import { hash } from 'node:crypto';

/** Returns the MD5 of text (as UTF-8) or bytes, in lower-case hexadecimal digits. */
export function md5(data: string | Uint8Array): string {
  return hash('md5', data);
}

/**
 * Computes ChatBro's signature: the MD5 of domain, identity and secret, without delimiters
 * (`protocol/chatbro.md` section 1).
 *
 * @param text the signed text of the identity; see {@link signedText}.
 * @internal
 */
export function signatureOf(siteDomain: string, text: string, secretKey: string): string {
  return md5(siteDomain + text + secretKey);
}

import { hash } from 'node:crypto';
import { TEXT_FIELDS, type ChatBroTextField } from './identity.js';

/** What goes into a signature, part by part (`protocol/chatbro.md` section 1). */
export interface SignedParts {
  readonly siteDomain: string;
  /** The text fields that are sent. */
  readonly fields: Readonly<Partial<Record<ChatBroTextField, string>>>;
  readonly permissions: readonly string[];
  readonly secretKey: string;
}

/** The signature of the parts as they are; nothing of them is checked or put in order. */
export function signatureOfParts(parts: SignedParts): string {
  const texts = TEXT_FIELDS.map((field) => parts.fields[field] ?? '');
  return hash('md5', [parts.siteDomain, ...texts, ...parts.permissions, parts.secretKey].join(''));
}

/** The parts with each text field changed. */
export function mapFields(
  parts: SignedParts,
  change: (text: string, field: ChatBroTextField) => string,
): SignedParts {
  const fields = Object.entries(parts.fields).map(([field, text]) => [
    field,
    change(text, field as ChatBroTextField),
  ]);
  return { ...parts, fields: Object.fromEntries(fields) as SignedParts['fields'] };
}

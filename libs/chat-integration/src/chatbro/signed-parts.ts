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
  return hash('md5', textsOf(parts).join(''));
}

/** The texts that are signed, in their order; those of fields that are not sent are missing. */
export function textsOf({ siteDomain, fields, permissions, secretKey }: SignedParts): string[] {
  const texts = TEXT_FIELDS.flatMap((field) => fields[field] ?? []);
  return [siteDomain, ...texts, ...permissions, secretKey];
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

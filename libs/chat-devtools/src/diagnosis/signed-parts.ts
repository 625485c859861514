import { md5, TEXT_FIELDS, type ChatBroTextField } from 'nestjs-chat-integration/protocol';

/** Longer signed texts are not searched for mistakes, because each mistake is tried. Sites sign at most about 6,000. */
export const MAX_EXAMINED_LENGTH = 10_000;

/** What a signature is computed over, part by part (`protocol/chatbro.md` section 1). */
export interface SignedParts {
  readonly siteDomain: string;
  /** The text fields that are sent. */
  readonly fields: Readonly<Partial<Record<ChatBroTextField, string>>>;
  readonly permissions: readonly string[];
  readonly secretKey: string;
}

/** Computes the signature of the parts, without checking or sorting them. */
export function computeSignature(parts: SignedParts): string {
  return md5(signedTexts(parts).join(''));
}

/** Lists the signed texts in their order, without the fields that are not sent. */
export function signedTexts({ siteDomain, fields, permissions, secretKey }: SignedParts): string[] {
  return [siteDomain, ...TEXT_FIELDS.flatMap((field) => fields[field] ?? []), ...permissions, secretKey];
}

/** Returns the parts with each text field changed. */
export function mapFields(
  parts: SignedParts,
  change: (text: string, field: ChatBroTextField) => string,
): SignedParts {
  const fields: Partial<Record<ChatBroTextField, string>> = {};
  for (const field of TEXT_FIELDS) {
    const text = parts.fields[field];
    if (text !== undefined) fields[field] = change(text, field);
  }
  return { ...parts, fields };
}

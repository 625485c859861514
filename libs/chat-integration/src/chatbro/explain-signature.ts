import { MODERATION_RIGHTS, TEXT_FIELDS } from './identity.js';
import type { PageFact, PageProblem, PageVerdict } from '../widget/page-verdict.js';
import { refusal } from '../widget/page-verdict.js';
import { signatureOfParts, type SignedParts } from './signed-parts.js';
import { usualMistake } from './usual-mistakes.js';

/** The parameters of a chat as a page sends them; nothing of them is checked yet. */
export type SentParameters = Readonly<Record<string, unknown>>;

/** What the settings of a chat say of identities. */
export interface SignatureKey {
  readonly siteDomain: string;
  readonly secretKey: string;
}

/**
 * Recomputes the signature of a chat's parameters from the parameters as sent, and says what is wrong with one
 * that ChatBro would refuse (`protocol/chatbro.md` section 1). Never throws. The right signature is never told:
 * whoever can ask would have a way to sign.
 *
 * @param pageHost host and port of the page, where known; it helps to find a mistake.
 */
export function explainSignature(chat: SentParameters, key: SignatureKey, pageHost?: string): PageVerdict {
  const formProblem = wrongForm(chat);
  if (formProblem) return refusal(formProblem);
  const parts = partsOf(chat, key.secretKey);
  const signed = signedText(parts);
  const who = parts.fields.siteUserFullName;
  const facts = who === undefined ? [] : [{ label: 'Sent name', text: who }];
  const refuse = (problem: PageProblem): PageVerdict => refusal(problem, facts, signed);

  const problem =
    domainProblem(chat, parts, key) ?? signatureProblem(chat, parts, pageHost) ?? identityProblem(parts);
  if (problem) return refuse(problem);

  const { siteUserExternalId: id, siteUserFullName: name, siteUserAvatarUrl: avatarUrl } = parts.fields;
  const rights = parts.permissions.length > 0 ? parts.permissions.join(', ') : 'none';
  if (id === undefined || name === undefined) {
    const fact = { label: 'Signature', text: 'that of a guest, right' };
    return { state: 'guest', person: null, facts: [fact], problem: null, signed };
  }
  return {
    state: 'verified',
    person: { id, name, ...(avatarUrl !== undefined && { avatarUrl }) },
    facts: [
      { label: 'Signature', text: 'right' },
      { label: 'Moderation', text: rights },
    ],
    problem: null,
    signed,
  };
}

/** Whatever is no text where text is signed. */
function wrongForm(chat: SentParameters): PageProblem | undefined {
  for (const field of ['siteDomain', ...TEXT_FIELDS, 'signature']) {
    const value = chat[field];
    if (value === undefined || typeof value === 'string') continue;
    return {
      code: 'field-not-text',
      text: `${field} is ${value === null ? 'null' : `a value of type ${typeof value}`}, not text.`,
      remedy: 'Send it as a string, or leave it out where there is none.',
    };
  }
  const { permissions } = chat;
  if (permissions === undefined) return undefined;
  const known: readonly unknown[] = MODERATION_RIGHTS;
  if (Array.isArray(permissions) && permissions.every((right) => known.includes(right))) return undefined;
  return {
    code: 'permissions-unknown',
    text: `permissions is ${brief(permissions)}.`,
    remedy:
      'Send an array of "ban" and "delete", or leave it out. Who may see the chat is for your site to decide.',
  };
}

function partsOf(chat: SentParameters, secretKey: string): SignedParts {
  const fields = TEXT_FIELDS.filter((field) => chat[field] !== undefined && chat[field] !== '');
  return {
    siteDomain: (chat['siteDomain'] as string | undefined) ?? '',
    fields: Object.fromEntries(fields.map((field) => [field, chat[field] as string])),
    permissions: (chat['permissions'] as string[] | undefined) ?? [],
    secretKey,
  };
}

/** What was signed, in order, without the secret. */
function signedText({ siteDomain, fields, permissions }: SignedParts): PageFact[] {
  return [
    { label: 'siteDomain', text: siteDomain },
    ...Object.entries(fields).map(([label, text]) => ({ label, text })),
    ...(permissions.length > 0 ? [{ label: 'permissions', text: permissions.join('') }] : []),
    // Of one length for every secret.
    { label: 'secretKey', text: '••••' },
  ];
}

function domainProblem(
  chat: SentParameters,
  parts: SignedParts,
  { siteDomain }: SignatureKey,
): PageProblem | undefined {
  if (parts.siteDomain === siteDomain) return undefined;
  const fits = isSignature(chat['signature'], parts);
  return {
    code: 'domain-wrong',
    text:
      parts.siteDomain === ''
        ? `The page sends no siteDomain; the settings of the chat say "${siteDomain}".`
        : `The page sends the siteDomain "${parts.siteDomain}"; the settings of the chat say "${siteDomain}".`,
    remedy: `${domainHint(parts.siteDomain, siteDomain)}Make chatbro.siteDomain the same as in the settings of the chat.${
      fits ? ' Everything else is right: the signature fits the domain that was sent.' : ''
    }`,
  };
}

function domainHint(sent: string, expected: string): string {
  if (sent.includes('://')) return 'Take the scheme away. ';
  if (sent.includes('/')) return 'Take the path away. ';
  if (/:\d+$/.test(sent)) return 'Take the port away. ';
  if (sent.toLowerCase() === expected.toLowerCase()) return 'Only capitals differ. ';
  if (sent === `www.${expected}` || `www.${sent}` === expected) return 'Only www. differs. ';
  return '';
}

function signatureProblem(
  chat: SentParameters,
  parts: SignedParts,
  pageHost: string | undefined,
): PageProblem | undefined {
  const signature = (chat['signature'] as string | undefined) ?? '';
  if (signature === '') {
    return {
      code: 'signature-missing',
      text: 'The page sends no signature. With spoofing protection a guest has one too.',
      remedy: 'Send what ChatBroSignatureService.sign() returns, all of it; sign({}) is a guest.',
    };
  }
  if (!/^[0-9a-f]{32}$/.test(signature)) {
    return {
      code: 'signature-malformed',
      text: `The signature ${brief(signature)} is not 32 small hexadecimal digits.`,
      remedy: isSignature(signature.toLowerCase(), parts)
        ? 'In small letters it is right.'
        : 'It is MD5, in lower-case hexadecimal.',
    };
  }
  if (isSignature(signature, parts)) return undefined;
  const hint = usualMistake(parts, signature, pageHost);
  return {
    code: 'signature-wrong',
    text: `The signature is not that of what the page sends.${hint ? ` ${hint}` : ''}`,
    remedy: hint
      ? 'ChatBroSignatureService.sign() returns what is to be sent, just as it was signed.'
      : 'Either the secrets differ, so make chatbro.secretKey the same as in the settings of the chat; or what is sent was changed after it was signed, so hold the text below against what your site signs.',
  };
}

function identityProblem({ fields, permissions }: SignedParts): PageProblem | undefined {
  const { siteUserExternalId: id, siteUserFullName: name, ...others } = fields;
  const isGuest =
    id === undefined && name === undefined && Object.keys(others).length === 0 && permissions.length === 0;
  if (isGuest || (id !== undefined && name !== undefined)) return undefined;
  const lacking = id === undefined ? 'siteUserExternalId' : 'siteUserFullName';
  return {
    code: 'identity-incomplete',
    text: `The signature is right, but the page sends no ${lacking}.`,
    remedy: 'Somebody who is signed in has at least an id and a name; a guest has no field of a user at all.',
  };
}

function isSignature(given: unknown, parts: SignedParts): boolean {
  return given === signatureOfParts(parts);
}

function brief(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

import { MODERATION_RIGHTS, TEXT_FIELDS } from 'nestjs-chat-integration/protocol';
import { findCommonMistake } from './common-mistakes.js';
import { shortJson } from './json.js';
import { pageDiagnosis, type Fact, type PageDiagnosis, type Problem } from './page-diagnosis.js';
import { computeSignature, type SignedParts } from './signed-parts.js';

/** The parameters of a chat as a page sends them, unchecked. */
export type ChatParameters = Readonly<Record<string, unknown>>;

/** The values in a chat's settings that identities are verified with. */
export interface ChatSettings {
  readonly siteDomain: string;
  readonly secretKey: string;
}

/**
 * Verifies the identity and signature in a chat's parameters as ChatBro does, and explains what is wrong with them
 * (`protocol/chatbro.md` section 1). Never throws. The result never contains the correct signature, because anyone who
 * received it could use it.
 *
 * @param pageHost host and port of the page, if known; helps to find a mistake.
 */
export function diagnoseSignature(
  chat: ChatParameters,
  settings: ChatSettings,
  pageHost?: string,
): PageDiagnosis {
  const wrongType = findTypeProblem(chat);
  if (wrongType) return pageDiagnosis('refused', { problem: wrongType });
  const parts = readParts(chat, settings.secretKey);
  const signedFields = listSignedFields(parts);
  const { siteUserExternalId: id, siteUserFullName: name, siteUserAvatarUrl: avatarUrl } = parts.fields;
  const { signature = '' } = chat as { signature?: string };

  const problem =
    findDomainProblem(parts, signature, settings.siteDomain) ??
    findSignatureProblem(parts, signature, pageHost) ??
    findIdentityProblem(parts);
  if (problem) {
    const facts = name === undefined ? [] : [{ label: 'Sent name', text: name }];
    return pageDiagnosis('refused', { problem, facts, signedFields });
  }
  if (id === undefined || name === undefined) {
    return pageDiagnosis('guest', {
      facts: [{ label: 'Signature', text: 'valid, for a guest' }],
      signedFields,
    });
  }
  return pageDiagnosis('verified', {
    user: { id, name, ...(avatarUrl !== undefined && { avatarUrl }) },
    facts: [
      { label: 'Signature', text: 'valid' },
      { label: 'Moderation', text: parts.permissions.join(', ') || 'none' },
    ],
    signedFields,
  });
}

function findTypeProblem(chat: ChatParameters): Problem | undefined {
  for (const field of ['siteDomain', ...TEXT_FIELDS, 'signature']) {
    const value = chat[field];
    if (value === undefined || typeof value === 'string') continue;
    return {
      code: 'field-not-text',
      text: `${field} must be a string, but is ${value === null ? 'null' : `of type ${typeof value}`}.`,
      fix: 'Send it as a string, or omit it if the user has none.',
    };
  }
  const { permissions = [] } = chat;
  const rights: readonly unknown[] = MODERATION_RIGHTS;
  if (Array.isArray(permissions) && permissions.every((right) => rights.includes(right))) return undefined;
  return {
    code: 'permissions-unknown',
    text: `permissions must be an array of "ban" and "delete", but is ${shortJson(permissions)}.`,
    fix: 'Send only these rights, or omit permissions. Your site decides who can see the chat.',
  };
}

/** Reads the signed parts from parameters of the right types. */
function readParts(chat: ChatParameters, secretKey: string): SignedParts {
  const { siteDomain = '', permissions = [] } = chat as { siteDomain?: string; permissions?: string[] };
  const fields = TEXT_FIELDS.filter((field) => chat[field] !== undefined && chat[field] !== '');
  return {
    siteDomain,
    fields: Object.fromEntries(fields.map((field) => [field, chat[field] as string])),
    permissions,
    secretKey,
  };
}

/** Lists what is signed, in order, with the secret masked. */
function listSignedFields({ siteDomain, fields, permissions }: SignedParts): Fact[] {
  return [
    { label: 'siteDomain', text: siteDomain },
    ...Object.entries(fields).map(([label, text]) => ({ label, text })),
    ...(permissions.length > 0 ? [{ label: 'permissions', text: permissions.join('') }] : []),
    // Does not reveal the length of the secret.
    { label: 'secretKey', text: '••••' },
  ];
}

function findDomainProblem(parts: SignedParts, signature: string, siteDomain: string): Problem | undefined {
  const sent = parts.siteDomain;
  if (sent === siteDomain) return undefined;
  const isOtherwiseCorrect = signature === computeSignature(parts);
  return {
    code: 'domain-wrong',
    text: `The page sends ${sent === '' ? 'no siteDomain' : `the siteDomain "${sent}"`}, but the chat's settings contain "${siteDomain}".`,
    fix: `${domainHint(sent, siteDomain)}Set chatbro.siteDomain to the domain in the chat's settings.${
      isOtherwiseCorrect ? ' Everything else is correct: the signature matches the domain that was sent.' : ''
    }`,
  };
}

function domainHint(sent: string, expected: string): string {
  if (sent.includes('://')) return 'Remove the scheme. ';
  if (sent.includes('/')) return 'Remove the path. ';
  if (/:\d+$/.test(sent)) return 'Remove the port. ';
  if (sent.toLowerCase() === expected.toLowerCase()) return 'Only the case differs. ';
  if (sent === `www.${expected}` || `www.${sent}` === expected) return 'Only "www." differs. ';
  return '';
}

function findSignatureProblem(
  parts: SignedParts,
  signature: string,
  pageHost: string | undefined,
): Problem | undefined {
  const expected = computeSignature(parts);
  if (signature === expected) return undefined;
  if (signature === '') {
    return {
      code: 'signature-missing',
      text: 'The page sends no signature. With spoofing protection, guests need one too.',
      fix: 'Send everything that ChatBroSignatureService.sign() returns; for a guest call sign({}).',
    };
  }
  if (!/^[0-9a-f]{32}$/.test(signature)) {
    return {
      code: 'signature-malformed',
      text: `The signature ${shortJson(signature)} is not 32 lower-case hexadecimal digits.`,
      fix:
        signature.toLowerCase() === expected
          ? 'Convert it to lower case; apart from that it is valid.'
          : 'Send the MD5 as lower-case hexadecimal digits.',
    };
  }
  const hint = findCommonMistake(parts, signature, pageHost);
  return {
    code: 'signature-wrong',
    text: `The signature does not match what the page sends.${hint ? ` ${hint}` : ''}`,
    fix: hint
      ? 'Send what ChatBroSignatureService.sign() returns, unchanged.'
      : "Either the secrets differ: set chatbro.secretKey to the secret in the chat's settings. Or something was changed after it was signed: compare the signed fields with what your site signs.",
  };
}

function findIdentityProblem({ fields, permissions }: SignedParts): Problem | undefined {
  const hasId = fields.siteUserExternalId !== undefined;
  const hasName = fields.siteUserFullName !== undefined;
  const isGuest = Object.keys(fields).length === 0 && permissions.length === 0;
  if (isGuest || (hasId && hasName)) return undefined;
  return {
    code: 'identity-incomplete',
    text: `The signature is valid, but the page sends no ${hasId ? 'siteUserFullName' : 'siteUserExternalId'}.`,
    fix: 'Send at least an id and a name for a signed-in user, and no user fields for a guest.',
  };
}

import {
  findContinuedId,
  findAmbiguity,
  ReservedNames,
  signedText,
  TEXT_FIELDS,
  type ChatBroIdentity,
} from 'nestjs-chat-integration/protocol';
import type { ChatParameters } from '../../diagnosis/diagnose-signature.js';
import type { PageDiagnosis } from '../../diagnosis/page-diagnosis.js';
import { MAX_EXAMINED_LENGTH } from '../../diagnosis/signed-parts.js';
import { type Check, type CheckResult, failed, passed, skipped, warning } from '../check.js';

const section = 'protocol/chatbro.md section 1';

/** The parameters of a chat, and their diagnosis. */
export interface ExaminedSignature {
  readonly parameters: ChatParameters;
  readonly diagnosis: PageDiagnosis;
}

/** The check that reports each problem of a signature. */
const CHECK_BY_PROBLEM: Readonly<Record<string, string>> = {
  'field-not-text': 'fields',
  'permissions-unknown': 'fields',
  'domain-wrong': 'domain',
  'signature-missing': 'signature',
  'signature-malformed': 'signature',
  'signature-wrong': 'signature',
  'identity-incomplete': 'identity',
};

/** The rules for signatures. */
export const signatureChecks: readonly Check<ExaminedSignature>[] = [
  {
    id: 'fields',
    section,
    title: 'The signed fields are strings, and permissions is an array of "ban" and "delete"',
    fix: 'Send strings, even for the id, and omit fields that the user does not have.',
    run: (examined) => resultOf('fields', examined),
  },
  {
    id: 'domain',
    section,
    title: "siteDomain is the domain in the chat's settings: the bare host",
    fix: "Send only the host, exactly as in the chat's settings: no scheme, port or path.",
    needs: 'fields',
    run: (examined) => resultOf('domain', examined),
  },
  {
    id: 'signature',
    section,
    title: 'The signature matches what is sent',
    fix: 'Sign exactly the strings that are sent: the lower-case hexadecimal MD5 of the UTF-8 of domain, fields in the documented order, permissions and secret, without separators.',
    needs: 'domain',
    run: (examined) => resultOf('signature', examined),
  },
  {
    id: 'identity',
    section,
    title: 'A user has an id and a name, a guest has no user fields',
    fix: 'Send siteUserExternalId and siteUserFullName together, or no user fields at all.',
    needs: 'signature',
    run: (examined) => resultOf('identity', examined),
  },
  {
    id: 'unambiguous',
    section,
    title: 'The signature is not valid for any other identity',
    fix: 'Sign with ChatBroSignatureService, which refuses ambiguous identities.',
    needs: 'identity',
    run({ parameters }) {
      const fields = [...TEXT_FIELDS, 'permissions'].filter((field) => parameters[field] !== undefined);
      const identity: ChatBroIdentity = Object.fromEntries(fields.map((field) => [field, parameters[field]]));
      const text = signedText(identity);
      if (text.length > MAX_EXAMINED_LENGTH) {
        return skipped(`The identity has more than ${MAX_EXAMINED_LENGTH} characters.`);
      }
      const ambiguity = findAmbiguity(identity, text, {
        findOtherId: findContinuedId,
        reservedNames: new ReservedNames(['admin', 'administrator', 'moderator']),
      });
      if (!ambiguity) return passed();
      return warning(
        `It is also valid for ${ambiguity.gain}: ${JSON.stringify(ambiguity.other)}. Fix: ${ambiguity.fix}`,
      );
    },
  },
];

function resultOf(id: string, { diagnosis: { problem } }: ExaminedSignature): CheckResult {
  if (!problem || CHECK_BY_PROBLEM[problem.code] !== id) return passed();
  return failed(`${problem.text} ${problem.fix}`);
}

import { findSecondReading } from '../../chatbro/ambiguity.js';
import { explainSignature, type SentParameters, type SignatureKey } from '../../chatbro/explain-signature.js';
import { type ChatBroIdentity, signedText, TEXT_FIELDS } from '../../chatbro/identity.js';
import { ReservedNames } from '../../chatbro/reserved-names.js';
import { longerId } from '../../chatbro/user-ids.js';
import type { PageVerdict } from '../../widget/page-verdict.js';
import { type Check, failed, passed, type Verdict, warning } from '../check.js';

const section = 'protocol/chatbro.md section 1';

/** The parameters of a chat, and what they are held against. */
export interface ExaminedSignature {
  readonly parameters: SentParameters;
  readonly key: SignatureKey;
  /** Host and port of the page, where known; it helps to find a mistake. */
  readonly pageHost?: string | undefined;
}

/** The check that each problem of a signature belongs to. */
const CHECK_OF_PROBLEM: Readonly<Record<string, string>> = {
  'field-not-text': 'fields',
  'permissions-unknown': 'fields',
  'domain-wrong': 'domain',
  'signature-missing': 'signature',
  'signature-malformed': 'signature',
  'signature-wrong': 'signature',
  'identity-incomplete': 'identity',
};

/** What must be so of a signature, step by step. */
export const signatureChecks: readonly Check<ExaminedSignature>[] = [
  {
    id: 'fields',
    section,
    title: 'What is signed is text, and permissions are an array of "ban" and "delete"',
    remedy: 'Send strings, also for the id, and leave out what the user does not have.',
    run: (examined) => verdictOf('fields', examined),
  },
  {
    id: 'domain',
    section,
    title: 'siteDomain is that of the settings of the chat: the bare host',
    remedy: 'Give the host alone, to the letter as in the settings of the chat: no scheme, no port, no path.',
    needs: 'fields',
    run: (examined) => verdictOf('domain', examined),
  },
  {
    id: 'signature',
    section,
    title: 'The signature is that of what is sent',
    remedy:
      'Sign the very strings that are sent: lower-case hex MD5 of the UTF-8 of domain, fields in the documented order, permissions and secret, with nothing between.',
    needs: 'domain',
    run: (examined) => verdictOf('signature', examined),
  },
  {
    id: 'identity',
    section,
    title: 'A user has an id and a name, a guest has no field at all',
    remedy:
      'Send siteUserExternalId and siteUserFullName together, or neither of them and nothing else of a user.',
    needs: 'signature',
    run: (examined) => verdictOf('identity', examined),
  },
  {
    id: 'one-reading',
    section,
    title: 'The signature stands for nobody else',
    remedy:
      'Sign with ChatBroSignatureService, which refuses an identity with a second reading, or send what the finding says.',
    needs: 'identity',
    run({ parameters }) {
      const fields = [...TEXT_FIELDS, 'permissions'].filter((field) => parameters[field] !== undefined);
      const identity = Object.fromEntries(
        fields.map((field) => [field, parameters[field]]),
      ) as ChatBroIdentity;
      const second = findSecondReading(identity, signedText(identity), {
        findOtherId: longerId,
        reservedNames: new ReservedNames(['admin', 'administrator', 'moderator']),
      });
      if (second === undefined) return passed();
      return warning(
        `It also stands for ${second.gives}: ${JSON.stringify(second.reading)}. ${second.remedy}`,
      );
    },
  },
];

/** What is signed, field by field, the secret masked. */
export function signedFields({ parameters, key }: ExaminedSignature): PageVerdict['signed'] {
  return explainSignature(parameters, key).signed;
}

function verdictOf(id: string, { parameters, key, pageHost }: ExaminedSignature): Verdict {
  const { problem } = explainSignature(parameters, key, pageHost);
  if (!problem || CHECK_OF_PROBLEM[problem.code] !== id) return passed();
  return failed(`${problem.text} ${problem.remedy}`);
}

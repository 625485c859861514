import { isSampleSecret, RECOMMENDED_SECRET_BYTES } from 'nestjs-chat-integration/internal';
import {
  isSignedWith,
  isUserNumber,
  MAX_TOKEN_BYTES,
  MAX_USER_NUMBER,
} from 'nestjs-chat-integration/protocol';
import {
  describeExpiry,
  otherSecretProblem,
  parseTokenPart,
  type TokenSettings,
} from '../../diagnosis/diagnose-token.js';
import { shortJson } from '../../diagnosis/json.js';
import { type Check, failed, passed, passedIfNone, warning } from '../check.js';
import { listValues } from '../list-values.js';

const section = 'protocol/imbachat.md section 2';

/** A token, and what it is checked against. */
export interface ExaminedToken extends TokenSettings {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The rules for user tokens. */
export const tokenChecks: readonly Check<ExaminedToken>[] = [
  {
    id: 'form',
    section,
    title: 'The token is a JWT: three parts in base64url, the first two of them JSON',
    fix: 'Issue tokens with TokenService.issue(), or exactly as documented. Pass only the token, without "Bearer", quotation marks or line breaks.',
    run({ token }) {
      const parts = token.split('.');
      if (parts.length !== 3)
        return failed(`Expected three parts separated by dots but got ${parts.length}.`);
      const [header = '', claims = '', signature = ''] = parts;
      return passedIfNone([
        ...(isBase64Url(header) ? [] : ['The header is not base64url.']),
        ...(isBase64Url(claims) ? [] : ['The claims are not base64url.']),
        ...(isBase64Url(signature) ? [] : ['The signature is not base64url.']),
        ...(parseTokenPart(header) ? [] : ['The header is not a JSON object.']),
        ...(parseTokenPart(claims) ? [] : ['The claims are not a JSON object.']),
      ]);
    },
  },
  {
    id: 'length',
    section,
    title: `The token has at most ${MAX_TOKEN_BYTES} bytes`,
    fix: "Put only exp and user_id into the token: the vendor's socket server rejects longer tokens.",
    run({ token }) {
      const bytes = Buffer.byteLength(token);
      return (bytes <= MAX_TOKEN_BYTES ? passed : failed)(`It has ${bytes} bytes.`);
    },
  },
  {
    id: 'algorithm',
    section,
    title: 'The header is {"typ":"JWT","alg":"HS256"}, in any order',
    fix: 'Sign with HS256, and add nothing else to the header.',
    needs: 'form',
    run(examined) {
      const { alg, typ, ...others } = parse(examined).header;
      const names = Object.keys(others);
      return passedIfNone([
        ...(alg === 'HS256' ? [] : [`alg is ${shortJson(alg)}.`]),
        ...(typ === 'JWT' ? [] : [`typ is ${shortJson(typ)}.`]),
        ...(names.length === 0 ? [] : [`Unexpected: ${listValues(names)}.`]),
      ]);
    },
  },
  {
    id: 'claims',
    section,
    title: 'The claims are exactly exp and user_id',
    fix: 'Do not add iat, jti, iss, sub or aud. JWT libraries add iat by default.',
    needs: 'form',
    run(examined) {
      const { exp, user_id, ...others } = parse(examined).claims;
      const names = Object.keys(others);
      return passedIfNone([
        ...(exp === undefined ? ['exp is missing.'] : []),
        ...(user_id === undefined ? ['user_id is missing.'] : []),
        ...(names.length === 0 ? [] : [`Unexpected: ${listValues(names)}.`]),
      ]);
    },
  },
  {
    id: 'user-id',
    section,
    title: `user_id is an integer from 1 to ${MAX_USER_NUMBER}`,
    fix: 'Issue it as a JSON number: the socket server compares numbers. Guests get no token.',
    needs: 'form',
    run(examined) {
      const { user_id } = parse(examined).claims;
      return (isUserNumber(user_id) ? passed : failed)(`It is ${shortJson(user_id)}.`);
    },
  },
  {
    id: 'exp-unit',
    section,
    title: 'exp is a Unix time in whole seconds',
    fix: 'Issue Math.floor(Date.now() / 1000) + seconds, as a JSON number.',
    needs: 'form',
    run(examined) {
      const { exp } = parse(examined).claims;
      if (!Number.isInteger(exp) || Number(exp) < 0) return failed(`It is ${shortJson(exp)}.`);
      // A larger number of seconds would be more than three thousand years from now.
      return Number(exp) < 100_000_000_000
        ? passed()
        : failed(`It is ${shortJson(exp)}, which looks like milliseconds.`);
    },
  },
  {
    id: 'expiry',
    section,
    title: 'The token has not expired',
    fix: 'Issue a fresh token for each page, do not cache pages, and check the clock of the site.',
    needs: 'exp-unit',
    run(examined) {
      const exp = Number(parse(examined).claims['exp']);
      const expiry = describeExpiry(exp, examined.now);
      return Math.floor(examined.now / 1000) <= exp
        ? passed(`It expires at ${expiry}.`)
        : failed(`It expired at ${expiry}.`);
    },
  },
  {
    id: 'signature',
    section,
    title: 'The token is signed with the secret key',
    fix: "Sign with the exact bytes of the dashboard's Secret key.",
    needs: 'form',
    run(examined) {
      const { token, secretKey } = examined;
      return isSignedWith(token, secretKey) ? passed() : failed(otherSecretProblem(token, examined).text);
    },
  },
  {
    id: 'secret-key',
    section,
    title: `The secret key has at least ${RECOMMENDED_SECRET_BYTES} bytes and is not a documentation sample`,
    fix: 'Generate a new secret key in the dashboard, and use it in both places.',
    run({ secretKey }) {
      if (isSampleSecret(secretKey)) return warning('It is published, so anyone can sign tokens.');
      const bytes = Buffer.byteLength(secretKey);
      return (bytes < RECOMMENDED_SECRET_BYTES ? warning : passed)(`It has ${bytes} bytes.`);
    },
  },
];

/** Parses the header and claims of a token that has passed the check `form`. */
function parse({ token }: ExaminedToken): Record<'header' | 'claims', Record<string, unknown>> {
  const [header = '', claims = ''] = token.split('.');
  return { header: parseTokenPart(header)!, claims: parseTokenPart(claims)! };
}

function isBase64Url(part: string): boolean {
  return part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part;
}

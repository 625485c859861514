import type { KeyObject } from 'node:crypto';
import { ago } from '../../imbachat/ago.js';
import { isSignedWith, jsonOf, signatureProblem } from '../../imbachat/explain-token.js';
import { MAX_TOKEN_BYTES } from '../../imbachat/token-format.js';
import { ADVISED_SECRET_BYTES, isSampleSecret } from '../../options/secret.js';
import { isUserId, MAX_USER_ID } from '../../users/user-id.js';
import { type Check, failed, passed, unless, warning } from '../check.js';
import { listed } from '../site/answers.js';

const section = 'protocol/imbachat.md section 2';
const ISSUE = 'Issue tokens with TokenService.issue(), or just as the documentation does.';

/** A token, and what it is held against. */
export interface ExaminedToken {
  readonly token: string;
  readonly secretKey: KeyObject;
  /** Tells a token that was signed as before 2019. */
  readonly widgetId?: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What must be so of a user token, step by step. */
export const tokenChecks: readonly Check<ExaminedToken>[] = [
  {
    id: 'form',
    section,
    title: 'The token is a JWT: three parts of base64url, the first two of JSON',
    remedy: `${ISSUE} Give the token alone, without "Bearer", quotation marks and line breaks.`,
    run({ token }) {
      const parts = token.split('.');
      if (parts.length !== 3) return failed(`Expected three parts between dots, got ${parts.length}.`);
      const names = ['header', 'claims', 'signature'];
      return unless(
        [
          ...parts.flatMap((part, at) => (isBase64Url(part) ? [] : [`The ${names[at]} is no base64url.`])),
          ...parts
            .slice(0, 2)
            .flatMap((part, at) => (jsonOf(part) ? [] : [`The ${names[at]} is no object of JSON.`])),
        ],
        failed,
      );
    },
  },
  {
    id: 'length',
    section,
    title: `The token has at most ${MAX_TOKEN_BYTES} bytes`,
    remedy: "Put nothing into the token but exp and user_id: the vendor's socket server holds no more.",
    run({ token }) {
      const bytes = Buffer.byteLength(token);
      return (bytes <= MAX_TOKEN_BYTES ? passed : failed)(`It has ${bytes}.`);
    },
  },
  {
    id: 'algorithm',
    section,
    title: 'The header is {"typ":"JWT","alg":"HS256"}, in any order',
    remedy: 'Sign with HS256, and put nothing else into the header.',
    needs: 'form',
    run(examined) {
      const { alg, typ, ...others } = partsOf(examined).header;
      const names = Object.keys(others);
      return unless(
        [
          ...(alg === 'HS256' ? [] : [`alg is ${listed([alg])}.`]),
          ...(typ === 'JWT' ? [] : [`typ is ${listed([typ])}.`]),
          ...(names.length === 0 ? [] : [`There is also ${listed(names)}.`]),
        ],
        failed,
      );
    },
  },
  {
    id: 'claims',
    section,
    title: 'The claims are exactly exp and user_id',
    remedy: 'Issue no iat, jti, iss, sub or aud: libraries add iat unless they are told not to.',
    needs: 'form',
    run(examined) {
      const names = Object.keys(partsOf(examined).claims);
      const missing = ['exp', 'user_id'].filter((name) => !names.includes(name));
      const others = names.filter((name) => name !== 'exp' && name !== 'user_id');
      return unless(
        [
          ...(missing.length === 0 ? [] : [`${missing.join(' and ')} is missing.`]),
          ...(others.length === 0 ? [] : [`There is also ${listed(others)}.`]),
        ],
        failed,
      );
    },
  },
  {
    id: 'user-id',
    section,
    title: `user_id is a number from 1 to ${MAX_USER_ID}`,
    remedy: 'Issue it as a JSON number: the socket server compares numbers. A guest gets no token.',
    needs: 'form',
    run(examined) {
      const { user_id } = partsOf(examined).claims;
      return (isUserId(user_id) ? passed : failed)(`It is ${listed([user_id])}.`);
    },
  },
  {
    id: 'exp-unit',
    section,
    title: 'exp is a number of whole seconds since 1970',
    remedy: 'Issue Math.floor(Date.now() / 1000) + seconds, as a JSON number.',
    needs: 'form',
    run(examined) {
      const { exp } = partsOf(examined).claims;
      if (!Number.isInteger(exp)) return failed(`It is ${listed([exp])}.`);
      // More digits are milliseconds; as seconds they would be more than three thousand years from now.
      return Number(exp) < 100_000_000_000
        ? passed()
        : failed(`It is ${listed([exp])}: these are milliseconds.`);
    },
  },
  {
    id: 'expiry',
    section,
    title: 'The token has not ended',
    remedy: 'Issue a fresh one for each page, keep no page, and see that the clock of the site is right.',
    needs: 'exp-unit',
    run(examined) {
      const exp = Number(partsOf(examined).claims['exp']);
      const end = `${new Date(exp * 1000).toISOString().replace('.000Z', 'Z')}, ${ago(examined.now - exp * 1000)}`;
      return Math.floor(examined.now / 1000) <= exp ? passed(`It ends ${end}.`) : failed(`It ended ${end}.`);
    },
  },
  {
    id: 'signature',
    section,
    title: 'The token is signed with the secret key',
    remedy: "Sign with the bytes of the dashboard's Secret key as they are.",
    needs: 'form',
    run(examined) {
      const { token, secretKey } = examined;
      return isSignedWith(secretKey, token) ? passed() : failed(signatureProblem(token, examined).text);
    },
  },
  {
    id: 'secret-key',
    section,
    title: `The secret key has at least ${ADVISED_SECRET_BYTES} bytes, and is no sample of a documentation`,
    remedy: 'Have the dashboard make another one, and use it in both places.',
    run({ secretKey }) {
      const secret = secretKey.export();
      if (isSampleSecret(secret.toString('utf8'))) return warning('It is published: everybody can sign.');
      const bytes = secret.length;
      return (bytes < ADVISED_SECRET_BYTES ? warning : passed)(`It has ${bytes}.`);
    },
  },
];

/** Header and claims of a token that has the form of one. */
function partsOf({ token }: ExaminedToken): Record<'header' | 'claims', Record<string, unknown>> {
  const [header = '', claims = ''] = token.split('.');
  return { header: jsonOf(header)!, claims: jsonOf(claims)! };
}

function isBase64Url(part: string): boolean {
  return part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part;
}

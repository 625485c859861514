import { Inject, Injectable, Logger } from '@nestjs/common';
import { VendorNotConfiguredError } from '../chat-integration.errors.js';
import { InvalidArgumentError } from '../http-client/vendor.errors.js';
import { isSigningSecret, MIN_SECRET_BYTES } from '../options/secret-rules.js';
import { RateLimitedLogger } from '../telemetry/rate-limited-logger.js';
import { describeSecret } from '../text/describe.js';
import type { ChatUser } from '../users/chat-user.js';
import type { UserId } from '../users/user-id.js';
import { CHATBRO_OPTIONS, type ResolvedChatBroOptions } from './chatbro.options.js';
import type { ChatBroIdentity } from './protocol/identity.js';
import { IdentitySigner, type ChatBroParams } from './protocol/identity-signer.js';
import { userIdentity } from './protocol/user-identity.js';
import { findUuidAfterNumber, selfDelimitingId } from './protocol/user-ids.js';

/** Options of {@link ChatBroSignatureService}. */
export interface SignOptions {
  /**
   * The secret of the chat, for a chat other than that of the module's options; at least 16 bytes.
   * @default the option `chatbro.secretKey`
   */
  secretKey?: string | undefined;
}

/**
 * Signs identities for ChatBro's spoofing protection (`protocol/chatbro.md` section 1). By default, it refuses an
 * identity whose signature is also valid for another one, because the visitor can edit the page and send the other one.
 *
 * No id passed to {@link sign} may be a prefix of another. Format ids with {@link selfDelimitingId}, or declare their
 * form in `chatbro.signing.userIdPattern`.
 *
 * @example
 * ```ts
 * const guest = chatBroSignatureService.sign({});
 * const user = chatBroSignatureService.sign({
 *   siteUserExternalId: selfDelimitingId(member.id),
 *   siteUserFullName: member.name,
 *   siteUserProfileUrl: `https://example.com/members/${member.id}`,
 * });
 * ```
 */
@Injectable()
export class ChatBroSignatureService {
  private readonly logger = new Logger(ChatBroSignatureService.name);
  private readonly leftOut = new RateLimitedLogger(ChatBroSignatureService.name);
  private readonly signer: IdentitySigner | null;
  private readonly userSigner: IdentitySigner | null;
  private hasWarned = false;

  /** @internal Nest creates it. */
  constructor(@Inject(CHATBRO_OPTIONS) private readonly options: ResolvedChatBroOptions | null) {
    this.signer = options && new IdentitySigner(options, options.signing);
    const isDefaultForm = options?.userId === selfDelimitingId && options.signing.userIdPattern === undefined;
    this.userSigner =
      options && isDefaultForm
        ? new IdentitySigner(options, options.signing, findUuidAfterNumber)
        : this.signer;
  }

  /**
   * Signs an identity; `{}` is a guest.
   * @returns the identity as it must be sent, with `siteDomain` and `signature`.
   * @throws {InvalidIdentityError} when the protocol or the strict policy does not allow a field.
   * @throws {AmbiguousIdentityError} when the signature would also be valid for another identity.
   * @throws {InvalidArgumentError} when `secretKey` is not a secret.
   * @throws {VendorNotConfiguredError} without the option `chatbro`.
   */
  sign(identity: ChatBroIdentity, { secretKey }: SignOptions = {}): ChatBroParams {
    const params = required(this.signer).sign(identity, checked(secretKey));
    this.warnOfShorterIds(params);
    return params;
  }

  /**
   * Signs a user of the `UserProvider`; `null` is a guest. The options `chatbro.userId` and `chatbro.userName` format
   * the id and the name. A picture, a profile URL or a colour that cannot be signed is left out and logged once per hour
   * and user. A user whose name or URL ends in a right gets a grey name, unless `signing.fallbackNameColor` is set.
   *
   * @throws as {@link sign}, when the id, the name or the permissions cannot be signed.
   */
  signUser(user: ChatUser<UserId> | null, { secretKey }: SignOptions = {}): ChatBroParams {
    const signer = required(this.userSigner);
    const secret = checked(secretKey);
    if (user === null) return signer.sign({}, secret);
    const { params, leftOut } = signer.signUser(userIdentity(user, this.options!), secret);
    for (const error of leftOut) {
      this.leftOut.warn(
        `${error.field} ${user.id}`,
        `User ${user.id} is signed without a field. ${error.message}`,
      );
    }
    return params;
  }

  /** Warns once that a shorter number could be another user's id, which an identity alone does not show. */
  private warnOfShorterIds({ siteUserExternalId: id = '' }: ChatBroParams): void {
    const { policy, userIdPattern } = this.options!.signing;
    if (this.hasWarned || policy === 'unchecked' || userIdPattern || !/^[1-9][0-9]+$/.test(id)) return;
    this.hasWarned = true;
    this.logger.warn(
      `An identity with the id ${id} was signed. If the ids of your site have different lengths, its signature is also ` +
        `valid for the user with the id ${id.slice(0, -1)} and a name that begins with ${id.slice(-1)}. Fix: format ids ` +
        'with selfDelimitingId(), or declare their form in chatbro.signing.userIdPattern. This is logged once.',
    );
  }
}

function required(signer: IdentitySigner | null): IdentitySigner {
  if (signer === null) throw new VendorNotConfiguredError('chatbro');
  return signer;
}

function checked(secretKey: string | undefined): string | undefined {
  if (secretKey === undefined || isSigningSecret(secretKey)) return secretKey;
  const expected = `the chat's secret key, at least ${MIN_SECRET_BYTES} bytes`;
  throw new InvalidArgumentError(
    'secretKey',
    expected,
    describeSecret(secretKey),
    'pass the secretKey of the chat.',
  );
}

import { Inject, Injectable, Logger } from '@nestjs/common';
import { VendorNotConfiguredError } from '../chat-integration.errors.js';
import type { ChatUser } from '../users/chat-user.js';
import { AmbiguousIdentityError, findSecondReading, type AmbiguityRules } from './ambiguity.js';
import { CHATBRO_OPTIONS, type ResolvedChatBroOptions } from './chatbro.options.js';
import { canonicalIdentity, InvalidIdentityError, signedText, type ChatBroIdentity } from './identity.js';
import { signatureOf } from './signature.js';
import { assertStrictIdentity } from './strict-identity.js';
import { userIdentity } from './user-identity.js';

/** A signed identity: the parameters that a page sends, and nothing else. */
export interface ChatBroParams extends ChatBroIdentity {
  /** The bare host of the site. */
  siteDomain: string;
  /** 32 lower-case hexadecimal digits. Never expires: answer it with `Cache-Control: private, no-store`. */
  signature: string;
}

/**
 * Signs identities for ChatBro's spoofing protection (`protocol/chatbro.md` section 1). Strict by default:
 * an identity with a second reading that has the same signature is refused, since the visitor can edit the
 * page and send that one.
 *
 * Ids given to {@link sign} must not be the beginning of one another: write them with
 * {@link selfDelimitingId}, or in a form that you declare in `chatbro.signing.userIdPattern`.
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
  private hasWarned = false;

  constructor(@Inject(CHATBRO_OPTIONS) private readonly options: ResolvedChatBroOptions | null) {}

  /**
   * Signs an identity; `{}` is a guest.
   *
   * @returns the identity as it must be sent, with `siteDomain` and `signature`.
   * @throws {InvalidIdentityError} when a field is not what the protocol or the strict policy can carry.
   * @throws {AmbiguousIdentityError} when the strict policy finds a second reading.
   * @throws {VendorNotConfiguredError} without the option `chatbro`.
   */
  sign(identity: ChatBroIdentity): ChatBroParams {
    const options = this.required();
    return this.warned(signed(identity, options, options.rules), options);
  }

  /**
   * Signs a user as the `UserProvider` knows them, or `null` for a guest. The id is written with the option
   * `chatbro.userId`, the name with `chatbro.userName`.
   *
   * @throws as {@link sign}.
   */
  signUser(user: ChatUser | null): ChatBroParams {
    const options = this.required();
    const identity = user ? userIdentity(user, options) : {};
    return this.warned(signed(identity, options, options.userRules), options);
  }

  private required(): ResolvedChatBroOptions {
    if (this.options === null) throw new VendorNotConfiguredError('chatbro');
    return this.options;
  }

  /** The one second reading that an identity does not show: that a shorter number is somebody's id. */
  private warned(params: ChatBroParams, options: ResolvedChatBroOptions): ChatBroParams {
    const { siteUserExternalId: id = '' } = params;
    if (this.hasWarned || options.userIdForm || !options.rules || !/^[1-9][0-9]+$/.test(id)) return params;
    this.hasWarned = true;
    this.logger.warn(
      `An identity with the id ${id} was signed. If ids of your site differ in length, its signature also stands ` +
        `for the user with the id ${id.slice(0, -1)} and a name that begins with ${id.slice(-1)}. Write ids with ` +
        'selfDelimitingId(), or declare their form in chatbro.signing.userIdPattern. This is said once.',
    );
    return params;
  }
}

function signed(
  given: ChatBroIdentity,
  options: ResolvedChatBroOptions,
  rules: AmbiguityRules | null,
): ChatBroParams {
  const { siteDomain, secretKey, fallbackNameColor, userIdForm } = options;
  const identity = canonicalIdentity(given);
  if (fallbackNameColor !== null && identity.siteUserExternalId !== undefined) {
    identity.siteUserFullNameColor ??= fallbackNameColor;
  }
  const text = signedText(identity);
  if (rules) {
    assertStrictIdentity(identity);
    assertForm(identity.siteUserExternalId, userIdForm);
    const second = findSecondReading(identity, text, rules);
    if (second) throw new AmbiguousIdentityError(identity, second);
  }
  return { siteDomain, ...identity, signature: signatureOf(siteDomain, text, secretKey.reveal()) };
}

function assertForm(id: string | undefined, form: RegExp | null): void {
  if (id === undefined || form === null || form.test(id)) return;
  throw new InvalidIdentityError(
    'siteUserExternalId',
    `expected an id of the form that chatbro.signing.userIdPattern declares, got ${JSON.stringify(id)}.`,
  );
}

import { InvalidOptionsError, type OptionProblem } from '../../chat-integration.errors.js';
import { Option, readOptions, type Resolved } from '../../options/options.js';
import {
  Exact,
  isSigningSecret,
  MIN_SECRET_BYTES,
  NoSampleInProduction,
  NotTrivial,
} from '../../options/secret-rules.js';
import { isPlainObject, quote } from '../../text/describe.js';
import { AmbiguousIdentityError, endsInRight, findAmbiguity, type AmbiguityRules } from './ambiguity.js';
import {
  canonicalIdentity,
  InvalidIdentityError,
  signedText,
  type ChatBroIdentity,
  type ChatBroTextField,
} from './identity.js';
import { ReservedNames } from './reserved-names.js';
import { signatureOf } from './signature.js';
import { ChatBroSigningOptions } from './signing.options.js';
import { assertStrictIdentity } from './strict-identity.js';
import { anchored, findContinuedId, findIdOfForm, type FindOtherId } from './user-ids.js';

/** A signed identity: the parameters that a page sends, and nothing else. */
export interface ChatBroParams extends ChatBroIdentity {
  /** The bare host of the site. */
  siteDomain: string;
  /** 32 lower-case hexadecimal digits. It never expires, so send it with `Cache-Control: private, no-store`. */
  signature: string;
}

/** The checked signing options, with defaults filled in. @internal */
export type ResolvedSigningOptions = Resolved<ChatBroSigningOptions, 'fallbackNameColor' | 'userIdPattern'>;

// Labels of letters of any script, digits and inner hyphens.
const HOST =
  /^(?!.{254})(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?)(?:\.[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?)*$/u;

/** The site and the secret with which identities are signed. */
export class IdentitySite {
  /** The bare host of the site, as entered in the chat's settings: no scheme, no port, no path. */
  @Option(
    {
      expected: 'the bare host of the site, without scheme, port and path, for example example.com',
      fix: "give only the host, exactly as in the chat's settings.",
    },
    (value) => typeof value === 'string' && HOST.test(value),
  )
  @Exact
  siteDomain!: string;

  /** The chat's secret, shown when spoofing protection is switched on; at least 16 bytes. */
  @NoSampleInProduction("the chat's settings, under spoofing protection")
  @NotTrivial
  @Option(
    {
      expected: `the chat's secret key, at least ${MIN_SECRET_BYTES} bytes`,
      fix: "copy the secret key from the chat's settings, under spoofing protection.",
      secret: true,
    },
    isSigningSecret,
  )
  @Exact
  secretKey!: string;
}

/** Why an identity, or a field of it, was not signed. */
type IdentityError = InvalidIdentityError | AmbiguousIdentityError;

/** A signed user, and why optional fields were left out. @internal */
export interface SignedUser {
  readonly params: ChatBroParams;
  readonly leftOut: readonly IdentityError[];
}

/** A grey with the same contrast on white and on black, 4.5 to 1 (WCAG 2.2 criterion 1.4.3). */
const NEUTRAL_COLOR = '#767676';

const OPTIONAL_FIELDS: readonly string[] = [
  'siteUserAvatarUrl',
  'siteUserProfileUrl',
  'siteUserFullNameColor',
] satisfies ChatBroTextField[];

function isIdentityError(error: unknown): error is IdentityError {
  return error instanceof InvalidIdentityError || error instanceof AmbiguousIdentityError;
}

/**
 * Removes the optional field that an error names. An ambiguity of the name can also end in the next field, so that all
 * optional fields are removed.
 */
function withoutFieldOf(error: IdentityError, identity: ChatBroIdentity): ChatBroIdentity | undefined {
  const present = OPTIONAL_FIELDS.filter((field) => identity[field as ChatBroTextField] !== undefined);
  const isAmbiguous = error instanceof AmbiguousIdentityError;
  const removed = present.includes(error.field) ? [error.field] : isAmbiguous ? present : [];
  if (removed.length === 0) return undefined;
  return Object.fromEntries(Object.entries(identity).filter(([field]) => !removed.includes(field)));
}

/** Signs identities under a policy; reads its options once. @internal */
export class IdentitySigner {
  readonly #site: Pick<IdentitySite, 'siteDomain' | 'secretKey'>;
  readonly #signing: ResolvedSigningOptions;
  readonly #rules: AmbiguityRules;
  readonly #idForm: RegExp | undefined;

  /** @param findOtherId finds other ids of the site. @default by `userIdPattern`, if it is set */
  constructor(
    site: Pick<IdentitySite, 'siteDomain' | 'secretKey'>,
    signing: ResolvedSigningOptions,
    findOtherId?: FindOtherId,
  ) {
    const { userIdPattern, reservedNames } = signing;
    const byForm = userIdPattern ? findIdOfForm(userIdPattern) : findContinuedId;
    this.#site = site;
    this.#signing = signing;
    this.#rules = { findOtherId: findOtherId ?? byForm, reservedNames: new ReservedNames(reservedNames) };
    this.#idForm = userIdPattern && anchored(userIdPattern);
  }

  /**
   * Signs an identity; `{}` is a guest.
   * @param secretKey the secret of another chat. @default the site's
   * @returns the identity as it must be sent, with `siteDomain` and `signature`.
   * @throws {InvalidIdentityError} when the protocol or the strict policy does not allow a field.
   * @throws {AmbiguousIdentityError} when the signature would also be valid for another identity.
   */
  sign(given: ChatBroIdentity, secretKey?: string): ChatBroParams {
    return this.#sign(given, secretKey);
  }

  /**
   * Signs a user without the optional fields that cannot be signed. A user whose text ends in a right gets a colour.
   * @param secretKey as for {@link sign}.
   * @throws as {@link sign}, when the id, the name or the permissions cannot be signed.
   */
  signUser(given: ChatBroIdentity, secretKey?: string): SignedUser {
    const leftOut: IdentityError[] = [];
    let identity = given;
    for (;;) {
      try {
        return { params: this.#sign(identity, secretKey, NEUTRAL_COLOR), leftOut };
      } catch (error) {
        const rest = isIdentityError(error) ? withoutFieldOf(error, identity) : undefined;
        if (rest === undefined) throw error;
        identity = rest;
        leftOut.push(error as IdentityError);
      }
    }
  }

  /** @param separator the colour of a user whose text ends in a right. */
  #sign(given: ChatBroIdentity, secretKey = this.#site.secretKey, separator?: string): ChatBroParams {
    const { siteDomain } = this.#site;
    const { policy, fallbackNameColor } = this.#signing;
    const identity = canonicalIdentity(given);
    let text = signedText(identity);
    if (identity.siteUserExternalId !== undefined && identity.siteUserFullNameColor === undefined) {
      const isNeeded = policy === 'strict' && separator !== undefined && endsInRight(identity, text);
      const color = fallbackNameColor ?? (isNeeded ? separator : undefined);
      if (color !== undefined) {
        identity.siteUserFullNameColor = color;
        text = signedText(identity);
      }
    }
    if (policy === 'strict') {
      assertStrictIdentity(identity);
      this.#assertIdForm(identity.siteUserExternalId);
      const ambiguity = findAmbiguity(identity, text, this.#rules);
      if (ambiguity) throw this.#disguise(identity) ?? new AmbiguousIdentityError(identity, ambiguity);
    }
    return { siteDomain, ...identity, signature: signatureOf(siteDomain, text, secretKey) };
  }

  /** A name in disguise is a second identity with the same fields, so it is only searched for after an ambiguity. */
  #disguise({ siteUserFullName: name = '' }: ChatBroIdentity): InvalidIdentityError | undefined {
    const reserved = this.#rules.reservedNames.findDisguised(name);
    if (reserved === undefined) return undefined;
    return new InvalidIdentityError(
      'siteUserFullName',
      `expected the exact spelling of the reserved name ${quote(reserved)} or another name, but got ${quote(name)}. ` +
        'Fix: rename the user, for example with the option chatbro.userName.',
    );
  }

  #assertIdForm(id: string | undefined): void {
    if (id === undefined || !this.#idForm || this.#idForm.test(id)) return;
    throw new InvalidIdentityError(
      'siteUserExternalId',
      `expected an id that matches signing.userIdPattern but got ${quote(id)}. Fix: format ids to match the pattern.`,
    );
  }
}

/** Options of {@link signIdentity}. */
export class SignIdentityOptions extends IdentitySite {
  /**
   * How identities are signed.
   * @default {}
   */
  @Option(
    { expected: 'an object of signing options', fix: "leave it out to use the policy 'strict'." },
    isPlainObject,
  )
  signing?: ChatBroSigningOptions | undefined = {};
}

/**
 * Signs an identity for ChatBro's spoofing protection (`protocol/chatbro.md` section 1), outside a Nest application. No
 * id may be a prefix of another. Format ids with {@link selfDelimitingId}, or declare their form in
 * `signing.userIdPattern`.
 * @returns the identity as it must be sent, with `siteDomain` and `signature`.
 * @throws {InvalidOptionsError} when an option is invalid.
 * @throws {InvalidIdentityError} when the protocol or the strict policy does not allow a field.
 * @throws {AmbiguousIdentityError} when the signature would also be valid for another identity.
 * @example
 * ```ts
 * const params = signIdentity(
 *   { siteUserExternalId: selfDelimitingId(42), siteUserFullName: 'Ann' },
 *   { siteDomain: 'example.com', secretKey: process.env.CHATBRO_SECRET_KEY! },
 * );
 * ```
 */
export function signIdentity(identity: ChatBroIdentity, options: SignIdentityOptions): ChatBroParams {
  const problems: OptionProblem[] = [];
  const site = readOptions(SignIdentityOptions, options, '', problems);
  const signing = readSigningOptions(site.signing, 'signing', problems);
  if (problems.length > 0) throw new InvalidOptionsError(problems, 'signIdentity');
  return new IdentitySigner(site, signing).sign(identity);
}

/** Reads and checks signing options. @param path the path of the options, for error messages. @internal */
export function readSigningOptions(
  given: unknown,
  path: string,
  problems: OptionProblem[],
): ResolvedSigningOptions {
  // SignIdentityOptions reports a value that is not an object.
  const options = isPlainObject(given) ? given : {};
  return readOptions(ChatBroSigningOptions, options, path, problems) as ResolvedSigningOptions;
}

import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { ChatIntegrationError, VendorNotConfiguredError } from '../chat-integration.errors.js';
import { toUserId, type UserId } from '../users/user-id.js';
import {
  IMBACHAT_OPTIONS,
  isTokenTtl,
  MAX_TOKEN_TTL_SECONDS,
  type ResolvedImbaChatOptions,
} from './imbachat.options.js';
import { readTokenClaims } from './token-format.js';

/** How a token is issued. */
export interface IssueTokenOptions {
  /**
   * How long the token is valid, in seconds: 1 to 2,592,000 (30 days).
   *
   * @default the option `imbachat.tokenTtlSeconds`
   */
  ttlSeconds?: number;
}

/** What a valid token says. */
export interface VerifiedToken {
  /** The user whom the token signs in. */
  readonly userId: UserId;
  /** When the token ends. */
  readonly expiresAt: Date;
}

/** A token was to be issued with an unusable lifetime. */
export class InvalidTokenTtlError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_TOKEN_TTL_INVALID';

  constructor(value: unknown) {
    const came = typeof value === 'string' ? `the string "${value.slice(0, 40)}"` : String(value);
    super(
      `Expected ttlSeconds to be an integer from 1 to ${MAX_TOKEN_TTL_SECONDS} (30 days), got ${came}. ` +
        'Give seconds as a number; a value of the environment needs Number().',
    );
  }
}

/** A token is not one that this site has issued. */
export class InvalidTokenError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_TOKEN_INVALID';

  constructor() {
    super(
      'Expected an HS256 token with exactly the claims exp and user_id, signed with one of imbachat.secretKey; ' +
        'the token is not that. Issue it with TokenService.issue(), with the same secret key.',
    );
  }
}

/** A token was valid, but its time is over. */
export class ExpiredTokenError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_TOKEN_EXPIRED';

  /** @param expiredAt when the token ended. */
  constructor(readonly expiredAt: Date) {
    super(
      `Expected a token that is still valid, got one that ended ${expiredAt.toISOString()}. Issue a fresh one.`,
    );
  }
}

/**
 * Issues and verifies the tokens with which a page signs its visitor in to ImbaChat
 * (`protocol/imbachat.md` section 2).
 *
 * @example
 * ```ts
 * const token = tokenService.issue(42, { ttlSeconds: 3_600 });
 * const { userId, expiresAt } = tokenService.verify(token);
 * ```
 */
@Injectable()
export class TokenService {
  private readonly signers: readonly JwtService[];

  constructor(@Inject(IMBACHAT_OPTIONS) private readonly options: ResolvedImbaChatOptions | null) {
    this.signers = (options?.secretKeys ?? []).map(
      (secret) =>
        new JwtService({
          secret,
          signOptions: { algorithm: 'HS256', noTimestamp: true, mutatePayload: true },
          // The vendor rejects now > exp, jsonwebtoken now >= exp: the time is compared here.
          verifyOptions: { algorithms: ['HS256'], ignoreExpiration: true },
        }),
    );
  }

  /**
   * A token for a user: HS256, claims exactly `exp` and `user_id`, signed with the first secret key.
   *
   * @param userId the user, or the canonical text of their id; never a guest.
   * @throws {InvalidUserIdError} when it is no user id.
   * @throws {InvalidTokenTtlError} when the lifetime is unusable.
   * @throws {VendorNotConfiguredError} without the option `imbachat`.
   */
  issue(userId: UserId | `${UserId}`, { ttlSeconds }: IssueTokenOptions = {}): string {
    const { clock, tokenTtlSeconds } = this.required();
    const ttl = ttlSeconds ?? tokenTtlSeconds;
    if (!isTokenTtl(ttl)) throw new InvalidTokenTtlError(ttl);
    const user_id = toUserId(userId);
    return this.signers[0]!.sign({ exp: nowInSeconds(clock) + ttl, user_id });
  }

  /**
   * What a token says, if it was signed with one of the secret keys and is still valid.
   *
   * @throws {InvalidTokenError} when the token is not one of this site's.
   * @throws {ExpiredTokenError} when its time is over.
   * @throws {VendorNotConfiguredError} without the option `imbachat`.
   */
  verify(token: string): VerifiedToken {
    const { clock } = this.required();
    const claims = typeof token === 'string' ? readTokenClaims(token) : undefined;
    if (!claims || !this.signers.some((signer) => isSignedBy(signer, token))) throw new InvalidTokenError();
    const expiresAt = new Date(claims.exp * 1000);
    if (nowInSeconds(clock) > claims.exp) throw new ExpiredTokenError(expiresAt);
    return { userId: claims.user_id, expiresAt };
  }

  private required(): ResolvedImbaChatOptions {
    if (this.options === null) throw new VendorNotConfiguredError('imbachat');
    return this.options;
  }
}

function nowInSeconds(clock: () => number): number {
  return Math.floor(clock() / 1000);
}

function isSignedBy(signer: JwtService, token: string): boolean {
  try {
    signer.verify(token);
    return true;
  } catch {
    return false;
  }
}

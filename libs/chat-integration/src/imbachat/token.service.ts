import { createSecretKey } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { VendorNotConfiguredError } from '../chat-integration.errors.js';
import { IMBACHAT_OPTIONS, type ResolvedImbaChatOptions } from './imbachat.options.js';
import { readToken, tokenClaims, type VerifiedToken } from './protocol/user-token.js';

/** Options of {@link TokenService.issue}. */
export interface IssueTokenOptions {
  /**
   * How long the token is valid, in seconds: 1 to 2,592,000 (30 days).
   * @default the option `imbachat.tokenTtlSeconds`
   */
  ttlSeconds?: number | undefined;
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

  /** @internal Nest creates it. */
  constructor(@Inject(IMBACHAT_OPTIONS) private readonly options: ResolvedImbaChatOptions | null) {
    this.signers = [options?.secretKey ?? []].flat().map(
      (secretKey) =>
        new JwtService({
          secret: createSecretKey(secretKey, 'utf8'),
          signOptions: { algorithm: 'HS256', noTimestamp: true, mutatePayload: true },
          // The vendor rejects now > exp but jsonwebtoken rejects now >= exp, so readToken() compares the time.
          verifyOptions: { algorithms: ['HS256'], ignoreExpiration: true },
        }),
    );
  }

  /**
   * Issues an HS256 token for a user, with exactly the claims `exp` and `user_id`, signed with the first secret key.
   *
   * @param userNumber ImbaChat's number of the user, or its decimal text; never a guest.
   * @throws {InvalidUserNumberError} when it is not a user number.
   * @throws {InvalidTokenTtlError} when the lifetime is invalid.
   * @throws {VendorNotConfiguredError} without the option `imbachat`.
   */
  issue(userNumber: number | `${number}`, { ttlSeconds }: IssueTokenOptions = {}): string {
    const { clock, tokenTtlSeconds } = this.required();
    const claims = tokenClaims(userNumber, ttlSeconds ?? tokenTtlSeconds, clock());
    return this.signers[0]!.sign({ ...claims });
  }

  /**
   * Verifies a token that was signed with one of the secret keys.
   *
   * @throws {InvalidTokenError} when the token was not issued by this site.
   * @throws {ExpiredTokenError} when the token has expired.
   * @throws {VendorNotConfiguredError} without the option `imbachat`.
   */
  verify(token: string): VerifiedToken {
    const { clock } = this.required();
    return readToken(token, clock(), () => this.signers.some((signer) => isSignedBy(signer, token)));
  }

  private required(): ResolvedImbaChatOptions {
    if (this.options === null) throw new VendorNotConfiguredError('imbachat');
    return this.options;
  }
}

function isSignedBy(signer: JwtService, token: string): boolean {
  try {
    signer.verify(token);
    return true;
  } catch {
    return false;
  }
}

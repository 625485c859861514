import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { BasicStrategy } from 'passport-http';
import { readBasicCredentials } from './basic-credentials.js';
import { IMBACHAT_OPTIONS, type ResolvedImbaChatOptions } from './imbachat.options.js';

/** The realm of the challenge (`protocol/imbachat.md` section 1.1). */
export const REALM = 'Backend';

/**
 * passport-http's handshake with a verdict of our own: passport-http cuts a password at its second colon
 * and takes `XBasicY` for `Basic`, so what it read is not looked at, only the header itself.
 */
@Injectable()
export class BasicAuthStrategy extends PassportStrategy(BasicStrategy) {
  constructor(@Inject(IMBACHAT_OPTIONS) private readonly options: ResolvedImbaChatOptions | null) {
    super({ realm: REALM, passReqToCallback: true });
  }

  /** Tells whether the request carries accepted credentials. */
  validate(request: { headers: { authorization?: string } }): boolean {
    const { credentials } = readBasicCredentials(request.headers.authorization);
    return (
      credentials !== undefined && this.options !== null && this.options.credentials.include(credentials)
    );
  }

  /** A registry of its own, so that no strategy name is shared with the host or with another registration. */
  getPassportInstance(): passport.Authenticator {
    return new passport.Passport();
  }
}

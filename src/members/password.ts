import { hash, verify } from '@node-rs/argon2';

/** Hashes a password with Argon2id. */
export function hashPassword(password: string): Promise<string> {
  return hash(password);
}

/** Returns whether a password matches a hash. */
export function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  return verify(passwordHash, password);
}

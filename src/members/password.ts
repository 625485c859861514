import { hash, verify } from '@node-rs/argon2';

/** Hashes a password with Argon2id. */
export function hashPassword(password: string): Promise<string> {
  return hash(password);
}

/** Tells whether a password has the hash. */
export function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  return verify(passwordHash, password);
}

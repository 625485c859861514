import { describe, expect, it } from 'vitest';
import { hashPassword, verifyPassword } from './password.js';

describe('hashPassword and verifyPassword', () => {
  it('use a salted Argon2id hash', async () => {
    const [first, second] = await Promise.all([hashPassword('demo'), hashPassword('demo')]);
    expect(first).toMatch(/^\$argon2id\$/);
    expect(first).not.toBe(second);
    expect(await verifyPassword(first, 'demo')).toBe(true);
    expect(await verifyPassword(first, 'Demo')).toBe(false);
    expect(await verifyPassword(first, '')).toBe(false);
  });
});

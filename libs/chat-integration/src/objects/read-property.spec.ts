import { afterEach, describe, expect, it } from 'vitest';
import { readProperty } from './read-property.js';

class Member {
  get role() {
    return 'user';
  }
}

describe('readProperty', () => {
  const prototype = Object.prototype as { role?: string };
  afterEach(() => {
    delete prototype.role;
  });

  describe.each([false, true])('if Object.prototype is polluted: %o', (isPolluted) => {
    const read = (object: object): unknown => {
      if (isPolluted) prototype.role = 'admin';
      return readProperty(object, 'role');
    };

    it('reads own properties, getters and properties of a class', () => {
      expect(read({ role: 'user' })).toBe('user');
      expect(read(new Member())).toBe('user');
      expect(read(Object.create(new Member()) as object)).toBe('user');
      expect(read(Object.assign(Object.create(null) as object, { role: 'user' }))).toBe('user');
    });

    it('returns undefined for an object without the property', () => {
      expect(read({})).toBeUndefined();
      expect(read(Object.create(null) as object)).toBeUndefined();
    });

    it('returns for a Proxy without an end of its prototypes', () => {
      const endless: object = new Proxy({}, { getPrototypeOf: () => endless, get: () => undefined });
      expect(read(endless)).toBeUndefined();
    });
  });
});

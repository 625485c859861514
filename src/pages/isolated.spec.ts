import { expect, it } from 'vitest';
import { isolated } from './isolated.js';

it('isolated puts an override of direction between characters that end it', () => {
  expect(isolated('a\u202Eb')).toBe('\u2068a\u202Eb\u2069');
});

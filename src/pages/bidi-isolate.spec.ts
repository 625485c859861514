import { expect, it } from 'vitest';
import { bidiIsolate } from './bidi-isolate.js';

it('bidiIsolate surrounds text with isolate characters', () => {
  expect(bidiIsolate('a\u202Eb')).toBe('\u2068a\u202Eb\u2069');
});

import { describe, expect, it } from 'vitest';
import { putBetweenMarks } from './between-marks.js';

const DOCUMENT = 'before\n<!-- benchmark -->\nold\n<!-- /benchmark -->\nbehind\n';

describe('putBetweenMarks', () => {
  it('replaces what is between the marks, and nothing else', () => {
    const once = putBetweenMarks(DOCUMENT, 'new');
    expect(once).toBe('before\n<!-- benchmark -->\n\nnew\n\n<!-- /benchmark -->\nbehind\n');
    expect(putBetweenMarks(once, 'new')).toBe(once);
  });

  it.each([
    ['no marks', 'text'],
    ['no end', '<!-- benchmark -->'],
    ['the end first', '<!-- /benchmark --><!-- benchmark -->'],
    ['two beginnings', '<!-- benchmark --><!-- benchmark --><!-- /benchmark -->'],
    ['two ends', '<!-- benchmark --><!-- /benchmark --><!-- /benchmark -->'],
  ])('refuses a document with %s', (_, document) => {
    expect(() => putBetweenMarks(document, 'new')).toThrow('Expected the document to hold');
  });
});

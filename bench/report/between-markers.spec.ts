import { describe, expect, it } from 'vitest';
import { replaceBetweenMarkers } from './between-markers.js';

const DOCUMENT = 'before\n<!-- benchmark -->\nold\n<!-- /benchmark -->\nbehind\n';

describe('replaceBetweenMarkers', () => {
  it('replaces only the text between the markers', () => {
    const once = replaceBetweenMarkers(DOCUMENT, 'new');
    expect(once).toBe('before\n<!-- benchmark -->\n\nnew\n\n<!-- /benchmark -->\nbehind\n');
    expect(replaceBetweenMarkers(once, 'new')).toBe(once);
  });

  it.each([
    ['no markers', 'text'],
    ['no end marker', '<!-- benchmark -->'],
    ['the end marker first', '<!-- /benchmark --><!-- benchmark -->'],
    ['two start markers', '<!-- benchmark --><!-- benchmark --><!-- /benchmark -->'],
    ['two end markers', '<!-- benchmark --><!-- /benchmark --><!-- /benchmark -->'],
  ])('rejects a document with %s', (_, document) => {
    expect(() => replaceBetweenMarkers(document, 'new')).toThrow('Expected the document to contain');
  });
});

import { describe, expect, it } from 'vitest';
import { parseRecordId } from './record-id.js';

describe('parseRecordId', () => {
  it.each([
    ['1', 1],
    ['999999999', 999_999_999],
  ])('parses %s', (text, id) => {
    expect(parseRecordId(text)).toBe(id);
  });

  it.each(['', '0', '01', '-1', '1.5', '1e3', '0x1', '1 ', '1000000000', '٣', 'abc'])(
    'rejects %j',
    (text) => {
      expect(parseRecordId(text)).toBeUndefined();
    },
  );
});

import { expect, it } from 'vitest';
import { markdownTable } from './markdown-table.js';

it('markdownTable aligns numbers to the right and escapes vertical bars', () => {
  expect(markdownTable(['server', 'a|b'], [['raw', '1']])).toBe(
    '| server | a\\|b |\n|---|---:|\n| raw | 1 |',
  );
});

import { describe, expect, it } from 'vitest';
import { relativeTime } from './relative-time.js';

const NOW = 1_700_000_000_000;

describe('relativeTime', () => {
  it.each([
    [-1_000, '1 second ago'],
    [-119_000, '119 seconds ago'],
    [-300_000, '5 minutes ago'],
    [-90 * 60_000, '90 minutes ago'],
    [-7 * 3_600_000, '7 hours ago'],
    [25_199_500, 'in 7 hours'],
    [-72 * 3_600_000, '3 days ago'],
  ])('describes a time %i ms from now as "%s"', (difference, text) => {
    expect(relativeTime(NOW + difference, NOW)).toBe(text);
  });
});

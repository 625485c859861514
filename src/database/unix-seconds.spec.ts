import { describe, expect, it } from 'vitest';
import { unixSeconds } from './unix-seconds.js';

describe('unixSeconds', () => {
  it('converts dates with a precision of one second in any time zone', () => {
    expect(unixSeconds.to(new Date('2025-01-06T11:59:00.999Z'))).toBe(1_736_164_740);
    expect(unixSeconds.from(1_736_164_740)).toEqual(new Date('2025-01-06T11:59:00Z'));
  });

  it('parses strings, which drivers return for bigint columns', () => {
    expect(unixSeconds.from('1736164740')).toEqual(new Date('2025-01-06T11:59:00Z'));
  });

  it('preserves null and undefined', () => {
    expect(unixSeconds.to(null)).toBeNull();
    expect(unixSeconds.from(null)).toBeNull();
    expect(unixSeconds.to(undefined)).toBeUndefined();
  });

  it('converts the Unix epoch', () => {
    expect(unixSeconds.to(new Date(0))).toBe(0);
    expect(unixSeconds.from('0')).toEqual(new Date(0));
  });
});

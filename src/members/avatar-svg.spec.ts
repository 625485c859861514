import { describe, expect, it } from 'vitest';
import { avatarSvg } from './avatar-svg.js';

describe('avatarSvg', () => {
  it('is deterministic and differs between ids', () => {
    expect(avatarSvg(7)).toBe(avatarSvg(7));
    expect(avatarSvg(7)).not.toBe(avatarSvg(8));
  });

  it.each([1, 2, 41, 360, 999_999_999])('has valid numbers and no script for id %i', (id) => {
    expect(avatarSvg(id)).not.toMatch(/NaN|undefined|Infinity|<script|\son\w+=/);
  });
});

import { describe, expect, it } from 'vitest';
import { avatarSvg } from './avatar-svg.js';

describe('avatarSvg', () => {
  it('draws the same face for an id every time, and another for the next', () => {
    expect(avatarSvg(7)).toBe(avatarSvg(7));
    expect(avatarSvg(7)).not.toBe(avatarSvg(8));
  });

  it.each([1, 2, 41, 360, 999_999_999])('draws numbers only for id %i, and no script', (id) => {
    expect(avatarSvg(id)).not.toMatch(/NaN|undefined|Infinity|<script|\son\w+=/);
  });
});

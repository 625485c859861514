import { describe, expect, it } from 'vitest';
import { barsSvg } from './bars-svg.js';

const bar = (label: string, value: number, isHighlighted = false) => ({ label, value, isHighlighted });
const widths = (svg: string): number[] =>
  [...svg.matchAll(/<rect[^>]* width="([0-9.]+)"/g)].map(([, width]) => Number(width));

describe('barsSvg', () => {
  it('draws all bars with the same scale', () => {
    const [one, four, half] = widths(
      barsSvg('', [
        { title: '', bars: [bar('raw', 1), bar('cache', 4)] },
        { title: '', bars: [bar('php', 0.5)] },
      ]),
    );
    expect(four! / one!).toBeCloseTo(4, 1);
    expect(one! / half!).toBeCloseTo(2, 1);
  });

  it('highlights bars and shows values', () => {
    const svg = barsSvg('', [{ title: '', bars: [bar('fastify', 0.956, true), bar('php', 0.3)] }]);
    expect(svg.match(/class="(highlighted|other)"/g)).toEqual(['class="highlighted"', 'class="other"']);
    expect(svg).toContain('>0.96</text>');
  });

  it('draws a line at the value 1', () => {
    const svg = barsSvg('', [{ title: '', bars: [bar('raw', 1), bar('cache', 2)] }]);
    const [, x] = /<line x1="([0-9.]+)"/.exec(svg)!;
    expect(Number(x)).toBe(110 + widths(svg)[0]!);
  });

  it('places the third panel below the first', () => {
    const panel = { title: '', bars: [bar('raw', 1)] };
    const places = [...barsSvg('', [panel, panel, panel]).matchAll(/translate\((\d+) (\d+)\)/g)];
    const [first, second, third] = places.map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
    expect(second!.y).toBe(first!.y);
    expect(second!.x).toBeGreaterThan(first!.x);
    expect(third!.x).toBe(first!.x);
    expect(third!.y).toBeGreaterThan(first!.y);
  });

  it('escapes titles and labels', () => {
    const svg = barsSvg('a < b', [{ title: 'c & d', bars: [bar('<script>', 1)] }]);
    expect(svg).not.toContain('<script>');
    expect(svg).toContain('a &lt; b');
    expect(svg).toContain('c &amp; d');
  });
});

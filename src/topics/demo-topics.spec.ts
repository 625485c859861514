import { describe, expect, it } from 'vitest';
import { DEMO_TOPICS } from './demo-topics.js';

const TITLES = DEMO_TOPICS.map(({ title }) => title);

describe('DEMO_TOPICS', () => {
  it('contains eight topics with unique titles and bodies, numbered from 1', () => {
    expect(DEMO_TOPICS.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(new Set(TITLES).size).toBe(8);
    expect(new Set(DEMO_TOPICS.map(({ body }) => body)).size).toBe(8);
  });

  it.each([
    ['quotes and an apostrophe', /^(?=.*").*'/],
    ['a closing script tag', /<\/script>/],
    ['Cyrillic', /\p{Script=Cyrillic}/u],
    ['Japanese', /\p{Script=Hiragana}/u],
    ['Arabic', /\p{Script=Arabic}/u],
    ['emoji', /\p{Extended_Pictographic}/u],
  ])('contains a title with %s', (_, pattern) => {
    expect(TITLES.some((title) => pattern.test(title))).toBe(true);
  });

  it('contains titles that fit into the column', () => {
    for (const title of TITLES) expect(title.length).toBeLessThanOrEqual(120);
  });
});

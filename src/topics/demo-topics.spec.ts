import { describe, expect, it } from 'vitest';
import { DEMO_TOPICS } from './demo-topics.js';

const TITLES = DEMO_TOPICS.map(({ title }) => title);

describe('DEMO_TOPICS', () => {
  it('are eight, numbered from 1, each with a title and a body of its own', () => {
    expect(DEMO_TOPICS.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(new Set(TITLES).size).toBe(8);
    expect(new Set(DEMO_TOPICS.map(({ body }) => body)).size).toBe(8);
  });

  it.each([
    ['quotes and an apostrophe', /^(?=.*").*'/],
    ['the end of a script', /<\/script>/],
    ['Cyrillic', /\p{Script=Cyrillic}/u],
    ['Japanese', /\p{Script=Hiragana}/u],
    ['Arabic', /\p{Script=Arabic}/u],
    ['emoji', /\p{Extended_Pictographic}/u],
  ])('have a title with %s', (_, pattern) => {
    expect(TITLES.some((title) => pattern.test(title))).toBe(true);
  });

  it('fit', () => {
    for (const title of TITLES) expect(title.length).toBeLessThanOrEqual(120);
  });
});

import { describe, expect, it } from 'vitest';
import { acceptsHtml, isJson } from './negotiation.js';

describe('acceptsHtml', () => {
  it.each([
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', true],
    ['TEXT/HTML', true],
    ['*/*', false],
    ['application/json', false],
    ['', false],
    [undefined, false],
  ])('%s: %s', (accept, expected) => {
    expect(acceptsHtml(accept)).toBe(expected);
  });
});

describe('isJson', () => {
  it.each([
    ['application/json', true],
    ['application/json; charset=utf-8', true],
    ['Application/JSON', true],
    ['application/x-www-form-urlencoded', false],
    ['text/plain', false],
    [undefined, false],
  ])('%s: %s', (mediaType, expected) => {
    expect(isJson(mediaType)).toBe(expected);
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_USER_ID } from '../users/user-id.js';
import { longerId, noOtherId, otherIdOfForm, selfDelimitingId, wholeForm } from './user-ids.js';

const userIds = fc.oneof(
  fc.integer({ min: 1, max: 200 }),
  fc.integer({ min: 1, max: MAX_USER_ID }),
  fc.constantFrom(9, 10, 99, 100, 101, MAX_USER_ID),
);

describe('selfDelimitingId', () => {
  it.each([
    [7, '7'],
    [10, '010'],
    [42, '042'],
    [653, '00653'],
    [MAX_USER_ID, '00000000999999999'],
  ])('writes %d as %s', (id, text) => {
    expect(selfDelimitingId(id)).toBe(text);
  });

  it('writes no id so that it is the beginning of another, whatever follows', () => {
    fc.assert(
      fc.property(userIds, userIds, fc.stringMatching(/^[0-9a-z]{0,4}$/), (one, other, name) => {
        fc.pre(one !== other);
        expect((selfDelimitingId(one) + name).startsWith(selfDelimitingId(other))).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('writes no two of the first two thousand ids so', () => {
    const texts = Array.from({ length: 2_000 }, (_, index) => selfDelimitingId(index + 1)).toSorted();
    // In this order a beginning stands right before what goes on from it.
    expect(texts.filter((text, index) => texts[index + 1]?.startsWith(text))).toEqual([]);
  });
});

describe('noOtherId', () => {
  it('finds none', () => {
    expect(noOtherId('1', '123')).toBeUndefined();
  });
});

describe('otherIdOfForm', () => {
  it.each([
    ['a longer one', /[0-9]+/, '1', '12 John', '12'],
    ['a shorter one', /[0-9]+/, '12', '12John', '1'],
    ['one that is longer by many characters', /u(?:[0-9]|[0-9]{4}x)/, 'u1', 'u1234x', 'u1234x'],
    ['one that the last character completes', /a|aBob!/, 'a', 'aBob!', 'aBob!'],
    ['none where all are equally long', /[0-9]{9}/, '000000001', '0000000012345', undefined],
    ['none that only begins with one', /u[0-9]{1,2};/, 'u1;', 'u1;2;', undefined],
    ['one in any letter case that the pattern takes', /u[a-z]+;/i, 'uA;', 'uA;', undefined],
  ])('finds %s', (_, pattern, id, text, other) => {
    expect(otherIdOfForm(pattern)(id, text)).toBe(other);
  });

  it('holds a pattern with the flags g and y against each text anew', () => {
    const find = otherIdOfForm(/[0-9]{1,2}/gy);
    expect([find('1', '12'), find('1', '12'), find('1', '12')]).toEqual(['12', '12', '12']);
  });
});

describe('wholeForm', () => {
  it.each([
    ['1', true],
    ['22', true],
    ['1x', false],
    ['x1', false],
    ['1\n', false],
    ['1\n22', false],
    ['', false],
  ])('holds against the whole of %j', (text, fits) => {
    expect(wholeForm(/1|22/gm).test(text)).toBe(fits);
  });

  it('keeps the flags that say what is matched', () => {
    expect(wholeForm(/\p{L}x/iu).test('ЖX')).toBe(true);
  });
});

describe('longerId', () => {
  it.each([
    ['a number that goes on in a digit', '1', '123 John', '12'],
    ['a number before a letter', '1', '1John', undefined],
    ['a number before a digit of another script', '1', '1٣', undefined],
    ['a word before a letter', 'bob', 'bobAnn', 'bobA'],
    ['a word before a digit', 'bob', 'bob1', 'bob1'],
    ['a word before _', 'bob', 'bob_', 'bob_'],
    ['a word before -', 'bob', 'bob-', 'bob-'],
    ['a word before a blank', 'bob', 'bob Ann', undefined],
    ['a word before another script', 'bob', 'bobИван', undefined],
    ['a UUID', '6f1c1f0e-2f7e-4d53-9b0e-2f8c7d0d9a11', '6f1c1f0e-2f7e-4d53-9b0e-2f8c7d0d9a1123', undefined],
    [
      'what is nearly a UUID',
      '6f1c1f0e-2f7e-4d53-9b0e-2f8c7d0d9a1',
      '6f1c1f0e-2f7e-4d53-9b0e-2f8c7d0d9a11',
      '6f1c1f0e-2f7e-4d53-9b0e-2f8c7d0d9a11',
    ],
  ])('of %s', (_, id, text, other) => {
    expect(longerId(id, text)).toBe(other);
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUuid, type UserId } from '../../users/user-id.js';
import {
  anchored,
  findContinuedId,
  findIdOfForm,
  findUuidAfterNumber,
  selfDelimitingId,
} from './user-ids.js';

const UUID = '6f1c1f0e-2f7e-4d53-9b0e-2f8c7d0d9a11';

describe('selfDelimitingId', () => {
  it.each<[UserId, string]>([
    [7, '7'],
    ['7', '7'],
    [10, '010'],
    [42, '042'],
    [653, '00653'],
    [999_999_999, '00000000999999999'],
    ['12345678901234567890', '000000000000000000012345678901234567890'],
    ['ada', 't3:ada'],
    ['042', 't3:042'],
    ['t3:ada', 't6:t3:ada'],
    [0, 't1:0'],
    [-5, 't2:-5'],
    ['юзер', 't4:юзер'],
    [UUID, UUID],
    [UUID.toUpperCase(), UUID.toUpperCase()],
  ])('writes %o as %s', (id, text) => {
    expect(selfDelimitingId(id)).toBe(text);
  });

  const number = fc.oneof(fc.integer({ min: 1, max: 1_200 }), fc.maxSafeNat());
  const textPieces = fc.constantFrom('0', '1', '2', '10', 't', ':', 't1:', 't2:', 'a', 'ada', '-', 'é', '😀');
  const text = fc
    .oneof(
      fc.array(textPieces, { minLength: 1, maxLength: 12 }).map((pieces) => pieces.join('')),
      fc.string({ minLength: 1, unit: 'grapheme' }),
    )
    .filter((id) => !isUuid(id));
  const id: fc.Arbitrary<UserId> = fc.oneof(number, text);

  it('writes no number or text so that it is the beginning of another, whatever name follows', () => {
    fc.assert(
      fc.property(id, id, fc.array(textPieces, { maxLength: 4 }), (one, other, name) => {
        fc.pre(String(one) !== String(other));
        expect((selfDelimitingId(one) + name.join('')).startsWith(selfDelimitingId(other))).toBe(false);
      }),
      { numRuns: 5_000 },
    );
  });

  it('writes no text id so that it is the beginning of a UUID, and no UUID so that it is the beginning of a text id', () => {
    fc.assert(
      fc.property(
        text.filter((each) => !/^[1-9][0-9]*$/.test(each)),
        fc.uuid(),
        (one, uuid) => {
          const [written, other] = [selfDelimitingId(one), selfDelimitingId(uuid)];
          expect(written.startsWith(other) || other.startsWith(written)).toBe(false);
        },
      ),
    );
  });

  it('writes none of the first two thousand numbers as the beginning of another', () => {
    const texts = Array.from({ length: 2_000 }, (_, index) => selfDelimitingId(index + 1)).toSorted();
    // In this order, a text directly precedes the texts that begin with it.
    expect(texts.filter((each, index) => texts[index + 1]?.startsWith(each))).toEqual([]);
  });
});

describe('findUuidAfterNumber', () => {
  it.each([
    ['a UUID that begins with the number', '6', `${UUID}Ada`, UUID],
    ['no UUID in another text', '6', '6f1c1f0e Ada', undefined],
    ['no other id in a text that begins with the UUID itself', UUID, `${UUID}1Ada`, undefined],
    ['no UUID that begins later', '042', `042${UUID}`, undefined],
  ])('finds %s', (_, id, text, other) => {
    expect(findUuidAfterNumber(id, text)).toBe(other);
  });
});

describe('findIdOfForm', () => {
  it.each([
    ['a longer id', /[0-9]+/, '1', '12 John', '12'],
    ['a shorter id', /[0-9]+/, '12', '12John', '1'],
    ['an id that is longer by many characters', /u(?:[0-9]|[0-9]{4}x)/, 'u1', 'u1234x', 'u1234x'],
    ['an id that ends with the text', /a|aBob!/, 'a', 'aBob!', 'aBob!'],
    ['no other id if all have the same length', /[0-9]{9}/, '000000001', '0000000012345', undefined],
    ['no other id if each has an end mark', /u[0-9]{1,2};/, 'u1;', 'u1;2;', undefined],
    ['no other id with the flag i if each has an end mark', /u[a-z]+;/i, 'uA;', 'uA;', undefined],
  ])('finds %s', (_, pattern, id, text, other) => {
    expect(findIdOfForm(pattern)(id, text)).toBe(other);
  });

  it('finds the same with each call, even with the flags g and y', () => {
    const find = findIdOfForm(/[0-9]{1,2}/gy);
    expect([find('1', '12'), find('1', '12'), find('1', '12')]).toEqual(['12', '12', '12']);
  });
});

describe('anchored', () => {
  it.each([
    ['1', true],
    ['22', true],
    ['1x', false],
    ['x1', false],
    ['1\n', false],
    ['1\n22', false],
    ['', false],
  ])('matches the whole of %j: %o', (text, matches) => {
    expect(anchored(/1|22/gm).test(text)).toBe(matches);
  });

  it('keeps the flags i and u', () => {
    expect(anchored(/\p{L}x/iu).test('ЖX')).toBe(true);
  });
});

describe('findContinuedId', () => {
  it.each([
    ['a number that continues with a digit', '1', '123 John', '12'],
    ['nothing for a number before a letter', '1', '1John', undefined],
    ['nothing for a number before a digit of another script', '1', '1٣', undefined],
    ['nothing for a number at the end of the text', '1', '1', undefined],
    ['a word that continues with a letter', 'bob', 'bobAnn', 'bobA'],
    ['a word that continues with a digit', 'bob', 'bob1', 'bob1'],
    ['a word that continues with _', 'bob', 'bob_', 'bob_'],
    ['a word that continues with -', 'bob', 'bob-', 'bob-'],
    ['nothing for a word before a space', 'bob', 'bob Ann', undefined],
    ['nothing for a word before another script', 'bob', 'bobИван', undefined],
    ['nothing for a UUID', UUID, `${UUID}23`, undefined],
    ['nothing for text with its length ahead', 't3:ada', 't3:adaAnn', undefined],
    ['what continues text with another length ahead', 't4:ada', 't4:adaAnn', 't4:adaA'],
    ['what continues an incomplete UUID', UUID.slice(0, -1), UUID, UUID],
  ])('finds %s', (_, id, text, other) => {
    expect(findContinuedId(id, text)).toBe(other);
  });
});

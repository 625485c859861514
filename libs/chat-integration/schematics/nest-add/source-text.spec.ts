import * as fc from 'fast-check';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { parseSource, stringLiteral, styleOf } from './source-text.js';

const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(`'`, `"`, '`', '\\', '$', '{', '\n', '\r', '\u2028'),
    fc.string({ unit: 'binary' }),
  ),
});

describe('stringLiteral', () => {
  it('is one literal that has the value', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(`'` as const, `"` as const), (value, quote) => {
        const source = parseSource('/a.ts', stringLiteral(value, { quote }));
        const [statement] = source.statements;
        expect(source.statements).toHaveLength(1);
        const literal = (statement as ts.ExpressionStatement).expression as ts.StringLiteral;
        expect([literal.kind, literal.text, literal.getText()[0]]).toEqual([
          ts.SyntaxKind.StringLiteral,
          value,
          quote,
        ]);
        expect(literal.getText()).not.toMatch(/[\n\r\u2028\u2029]/);
      }),
    );
  });
});

describe('styleOf', () => {
  it.each([
    [`import a from "b";`, `"`],
    [`import a from 'b';`, `'`],
    ['import a from `b`;', `'`],
    ['import a from b;', `'`],
    ['const a = "b";', `'`],
  ])('of %s has the quote %s', (file, quote) => {
    expect(styleOf(parseSource('/a.ts', file), true).quote).toBe(quote);
  });
});

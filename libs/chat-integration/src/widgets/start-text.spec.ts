import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { startText, startTextProblem } from './start-text.js';

const problemOf = (start: Parameters<typeof startText>[0]) => startTextProblem(startText(start));

class Vendor {
  start(params: object): object {
    return params;
  }
}

describe('startTextProblem', () => {
  it.each([
    ['a function', function start() {}],
    ['an arrow function', (params: object) => params],
    ['an asynchronous function', async () => undefined],
    [
      'a function whose name begins with an underscore',
      '(p) => { const _add_all = (a) => a; return p._b_c(1); }',
    ],
    ['text of a function', '\nfunction (params) { window.started = params; }\n'],
    ['text of an arrow function', 'params => { window.started = params; }'],
    ['text of an asynchronous arrow function', 'async ({ id }, x = (1)) => { await id; }'],
  ])('accepts %s', (_, start) => {
    expect(problemOf(start)).toBeNull();
  });

  it.each([
    ['a bound function', Vendor.prototype.start.bind(null), /not available/],
    ['a method', Vendor.prototype.start, /a method/],
    ['a class', Vendor as never, /something else/],
    ['a statement', 'window.started = 1;', /something else/],
    ['an expression that is not a function', '(1)', /something else/],
    ['a semicolon at the end', 'function () {};', /something else/],
    ['a comment at the end', '() => 1 // comment', /something else/],
    ['text that is not JavaScript', 'function () {', /something else/],
    ['the end of a script', '() => "</script>"', /contains/],
    ['the start of a comment', '() => "<!--"', /contains/],
    ['a helper of SWC', '(p) => _object_spread({}, p)', /_object_spread/],
    ['a helper of Babel', '(p) => _objectSpread2({}, p)', /_objectSpread2/],
    ['a helper of TypeScript', '(p) => __spreadArray([], p)', /__spreadArray/],
    ['an import in webpack', '(p) => __webpack_require__(1)', /__webpack_require__/],
  ] as const)('refuses %s', (_, start, reason) => {
    expect(problemOf(start)).toMatch(reason);
  });

  it('refuses what esbuild makes of a named function inside the function with keepNames', () => {
    const { code } = transformSync(
      'export const start = (params) => { const helper = () => params; helper(); }',
      { keepNames: true, format: 'esm' },
    );
    const [text] = /\(params\) => \{[^]*?\n\}/.exec(code)!;
    expect(startTextProblem(text)).toContain('__name');
  });

  it.each(['async '.repeat(50_000), '('.repeat(50_000), '_a'.repeat(50_000)])(
    'reads a long text in linear time: %.10s',
    (text) => {
      expect(startTextProblem(text)).not.toBeNull();
    },
  );
});

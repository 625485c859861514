import { Script } from 'node:vm';

/** What a start function is before any parameter of it: `function`, `async function`, `(…) =>` or `name =>`. */
const FUNCTION_EXPRESSION = /^(?:async\b\s*)?(?:function\b|\([^]*?\)\s*=>|[\w$]+\s*=>)/;

/** Calls of helpers that compilers and bundlers add outside the function: TypeScript, esbuild, webpack, SWC, Babel. */
const HELPER =
  /(?<![\w$.])(?:__[a-z]\w*|tslib_\w+|_(?:[a-z]+_)+[a-z]+(?=\()|_(?:objectSpread|objectWithoutProperties|asyncToGenerator|defineProperty|toConsumableArray|slicedToArray|extends|classCallCheck)\w*(?=\())/;

/** Returns the text of a start function; a text is returned without surrounding white space. */
export function startText(start: string | ((params: never) => unknown)): string {
  return typeof start === 'string' ? start.trim() : Function.prototype.toString.call(start);
}

/** Returns why the text of a start function cannot be part of a page, or `null` if it can. */
export function startTextProblem(text: string): string | null {
  if (text.includes('[native code]')) return 'a function whose source is not available, such as a bound one';
  if (/<\/?script|<!--/i.test(text)) return 'one that contains <script, </script or <!--';
  const helper = HELPER.exec(text)?.[0];
  if (helper !== undefined) return `one that uses ${helper}, which a compiler has defined outside of it`;
  return isFunctionExpression(text) ? null : 'something else, such as a method or a statement';
}

function isFunctionExpression(text: string): boolean {
  if (!FUNCTION_EXPRESSION.test(text)) return false;
  try {
    // Compiles the text without running it.
    return Boolean(new Script(`(${text})`));
  } catch {
    return false;
  }
}

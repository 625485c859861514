import { describeValue } from '../text/describe.js';
import { InvalidArgumentError } from './vendor.errors.js';

/**
 * Checks a text that a service received as an argument.
 *
 * @param maxLength its maximum length, in UTF-16 code units.
 * @throws {InvalidArgumentError} when it is not a text, is empty, too long, or not valid Unicode.
 */
export function assertText(argument: string, value: unknown, maxLength: number): asserts value is string {
  const isText = typeof value === 'string' && value.trim() !== '' && value.isWellFormed();
  if (isText && value.length <= maxLength) return;
  const got = isText ? `${value.length} characters` : describeValue(value);
  const expected = `a text of 1 to ${maxLength} characters`;
  throw new InvalidArgumentError(argument, expected, got, 'check it before the call, or cut it.');
}

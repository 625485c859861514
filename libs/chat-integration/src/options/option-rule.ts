import type { ValidationError } from 'class-validator';
import { ValidateBy, Validator } from './class-validator.js';
import type { OptionProblem } from '../chat-integration.errors.js';
import { isPlainObject } from './plain-object.js';

export { isPlainObject };

/** What an option must be, and the words for when it is not. */
export interface OptionRule {
  /** What is expected, as it reads after "expected". */
  readonly expected: string;
  /** How to mend it: one sentence. */
  readonly remedy: string;
  /** Whether the value must never be shown. */
  readonly secret?: boolean;
}

/**
 * A class-validator rule whose message says what was expected, what came and how to mend it.
 *
 * @param test tells whether a value will do, beside the other options of its object.
 */
export function Rule(
  rule: OptionRule,
  test: (value: unknown, options: Readonly<Record<string, unknown>>) => boolean,
): PropertyDecorator {
  return ValidateBy(
    {
      name: rule.expected,
      validator: {
        validate: (value: unknown, given) => test(value, (given?.object ?? {}) as Record<string, unknown>),
      },
    },
    {
      message: ({ value }) =>
        `expected ${rule.expected}, got ${rule.secret ? describeSecret(value) : describe(value)}. ${rule.remedy}`,
    },
  );
}

/** Checks raw options against a class of {@link Rule}s; an option that the class does not know is a problem too. */
export function problemsOf(schema: new () => object, raw: unknown, path: string): OptionProblem[] {
  if (!isPlainObject(raw)) {
    return [{ path: path || 'options', message: `expected an object of options, got ${describe(raw)}.` }];
  }
  const candidate = Object.assign(new schema(), raw);
  const errors = new Validator().validateSync(candidate, {
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
  });
  return errors.flatMap((error) => toProblems(error, path));
}

/** A value in words that fit into one line. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

/** What can be said of a secret without showing any of it. */
export function describeSecret(value: unknown): string {
  if (typeof value === 'string')
    return value === '' ? 'an empty string' : `a string of ${value.length} characters`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return value === undefined || value === null ? String(value) : `a value of type ${typeof value}`;
}

function toProblems(error: ValidationError, path: string): OptionProblem[] {
  const here = path === '' ? error.property : `${path}.${error.property}`;
  return Object.entries(error.constraints ?? {}).map(([name, message]) => ({
    path: here,
    message:
      name === 'whitelistValidation'
        ? 'there is no such option. Check its spelling, or take it out.'
        : message,
  }));
}

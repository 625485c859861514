import type { ValidationError } from 'class-validator';
import type { OptionProblem } from '../chat-integration.errors.js';
import { describeSecret, describeValue, isPlainObject } from '../text/describe.js';
import { ValidateBy, ValidateIf, Validator } from './class-validator.js';

/** What an option must be, and the text of the error if it is not. */
export interface OptionRule {
  /** What is expected, as it reads after "expected". */
  readonly expected: string;
  /** How to fix it: one sentence. */
  readonly fix: string;
  /** Whether messages and logs must never show the value, also those of the option's other rules. */
  readonly secret?: boolean;
}

/** The type of options whose defaults are filled in; `Optional` names those without a default. */
export type Resolved<Options, Optional extends keyof Options = never> = {
  readonly [Name in Exclude<keyof Options, Optional>]-?: Exclude<Options[Name], undefined>;
} & Readonly<Pick<Options, Optional>>;

/** The names of the secret options of each class, by its prototype. */
const SECRETS = new WeakMap<object, Set<PropertyKey>>();

/**
 * Checks the property of an options class. The message of the check says what was expected, what was given and how to
 * fix it.
 *
 * @param test returns whether a value is usable, given the other options of its object.
 */
export function Option(
  rule: OptionRule,
  test: (value: unknown, options: Readonly<Record<string, unknown>>) => boolean,
): PropertyDecorator {
  return (prototype, name) => {
    if (rule.secret) SECRETS.set(prototype, (SECRETS.get(prototype) ?? new Set()).add(name));
    const describe = (value: unknown) =>
      SECRETS.get(prototype)?.has(name) ? describeSecret(value) : describeValue(value);
    const check = ValidateBy(
      {
        name: rule.expected,
        validator: {
          validate: (value: unknown, given) => test(value, (given?.object ?? {}) as Record<string, unknown>),
        },
      },
      { message: ({ value }) => `expected ${rule.expected} but got ${describe(value)}. Fix: ${rule.fix}` },
    );
    check(prototype, name);
  };
}

/** Marks an option that may be left out. Unlike class-validator's decorator of this name, it does not accept `null`. */
export function IsOptional(): PropertyDecorator {
  return ValidateIf((_options, value) => value !== undefined);
}

/**
 * Reads options into an instance of their class, whose initializers are the defaults. Each property, also a getter of a
 * class, is read once, and data is copied, so that what was checked is what is used. `undefined` counts as left out.
 * Secrets become non-enumerable, so that no log shows them by accident.
 *
 * @param path where the options are, for example `imbachat`; `''` at the top.
 * @param problems receives every invalid or unknown option.
 */
export function readOptions<T extends object>(
  Options: new () => T,
  given: unknown,
  path: string,
  problems: OptionProblem[],
): T {
  const options = new Options();
  if (!isPlainObject(given)) {
    const message = `expected an object of options but got ${describeValue(given)}. Fix: pass an object.`;
    problems.push({ path: path || 'options', message });
    return options;
  }
  for (const name of optionNames(given, options)) {
    const value = snapshot(given[name]);
    if (value === undefined) continue;
    // class-validator does not report these names, because every object has them.
    if (name in Object.prototype) problems.push({ path: pathOf(path, name), message: UNKNOWN_OPTION });
    else define(options, name, value, true);
  }
  const errors = new Validator().validateSync(options, {
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
  });
  problems.push(...errors.flatMap((error) => problemsOf(error, path)));
  for (const name of secretsOf(Options.prototype)) define(options, name, options[name as keyof T], false);
  return options;
}

/** Returns the names of the own properties, and of the getters of the object's class that are options. */
function optionNames(given: object, options: object): string[] {
  const names = new Set(Object.keys(given));
  let prototype = Object.getPrototypeOf(given) as object | null;
  for (let depth = 0; prototype && prototype !== Object.prototype && depth < MAX_DEPTH; depth++) {
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (get && name in options) names.add(name);
    }
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return [...names];
}

/** How many levels of classes and of nested data are read. */
const MAX_DEPTH = 10;

/** Copies arrays and objects of data. Objects with functions, such as a store, and other objects of classes are kept. */
function snapshot(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth === MAX_DEPTH) return value;
  if (Array.isArray(value)) return value.map((item) => snapshot(item, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const entries = Object.entries(value);
  if (entries.some(([, property]) => typeof property === 'function')) return value;
  return Object.fromEntries(entries.map(([name, property]) => [name, snapshot(property, depth + 1)]));
}

const UNKNOWN_OPTION = 'is not an option. Fix: check its spelling, or remove it.';

/** Returns the names of the secret options of a class, including the inherited ones. */
function secretsOf(prototype: object | null): PropertyKey[] {
  if (prototype === null) return [];
  const inherited = secretsOf(Object.getPrototypeOf(prototype) as object | null);
  return [...inherited, ...(SECRETS.get(prototype) ?? [])];
}

function pathOf(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function define(options: object, name: PropertyKey, value: unknown, enumerable: boolean): void {
  Object.defineProperty(options, name, { value, enumerable, writable: true, configurable: true });
}

function problemsOf({ property, constraints = {} }: ValidationError, path: string): OptionProblem[] {
  return Object.entries(constraints).map(([name, message]) => ({
    path: pathOf(path, property),
    message: name === 'whitelistValidation' ? UNKNOWN_OPTION : message,
  }));
}

/** Returns a test for integers in a range, both ends included. */
export function isIntegerBetween(from: number, to: number): (value: unknown) => value is number {
  return (value): value is number =>
    Number.isInteger(value) && (value as number) >= from && (value as number) <= to;
}

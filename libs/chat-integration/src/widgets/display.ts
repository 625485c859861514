import { isPlainObject } from '../text/describe.js';
import type { ChatUser } from '../users/chat-user.js';
import type { UserId } from '../users/user-id.js';
import { matchPath } from './page-path.js';

/** Which visitors see a widget, and on which pages. */
export interface DisplayRules {
  /**
   * Whether guests see the widget.
   * @default true
   */
  guests?: boolean | undefined;
  /**
   * The paths of the only pages with the widget, such as `'/forum/*'`. `*` matches any text; letter case and a
   * trailing slash do not matter. An empty list means no restriction.
   * @default []
   */
  only?: readonly string[] | undefined;
  /**
   * The paths of the pages without the widget; they take precedence over `only`.
   * @default []
   */
  except?: readonly string[] | undefined;
}

/** What the display of a widget depends on. */
export interface DisplayContext {
  /** The signed-in visitor as the `UserProvider` returns them; `null` for a guest. */
  readonly visitor: ChatUser<UserId> | null;
  /** The widget's name. */
  readonly widget: string;
  /** The decoded path of the page, without its query; `''` if it is not known. */
  readonly path: string;
  /** The platform's own request: Express's or Fastify's. */
  readonly request: object;
}

/** Decides whether a visitor sees a widget on a page. */
export type DisplayFunction = (context: DisplayContext) => boolean | Promise<boolean>;

/** Whether a widget is displayed: always or never, by rules, or by a function. */
export type Display = boolean | DisplayRules | DisplayFunction;

/** Whether widgets are displayed: all of them, or each by its name. Widgets without a name here are displayed. */
export type DisplayOption = Display | Readonly<Record<string, Display>>;

/** The names of the rules, which widgets cannot have. @internal */
export const DISPLAY_RULE_NAMES: readonly string[] = ['guests', 'only', 'except'];

/** What a {@link DisplayOption} is, as it reads after "expected". @internal */
export const EXPECTED_DISPLAY =
  'true, false, a function, or { guests, only, except } with arrays of paths that begin with / or *, for all widgets or ' +
  'by the name of a widget';

/**
 * Returns whether a value is a usable {@link DisplayOption}.
 *
 * @param widgets the names that it can contain. @default any
 * @internal
 */
export function isDisplayOption(value: unknown, widgets?: readonly string[]): value is DisplayOption {
  if (isDisplay(value)) return true;
  return (
    isPlainObject(value) &&
    Object.entries(value).every(([name, display]) => (widgets?.includes(name) ?? true) && isDisplay(display))
  );
}

function isDisplay(value: unknown): value is Display {
  return typeof value === 'boolean' || typeof value === 'function' || isRules(value);
}

function isRules(value: unknown): value is DisplayRules {
  if (!isPlainObject(value) || !Object.keys(value).every((name) => DISPLAY_RULE_NAMES.includes(name)))
    return false;
  const { guests = true, only = [], except = [] } = value as DisplayRules;
  return typeof guests === 'boolean' && [only, except].every(isPathList);
}

function isPathList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((path) => typeof path === 'string' && /^[/*]/.test(path));
}

/** Returns what an option says about a widget; `undefined` if nothing. @internal */
export function displayOf(option: DisplayOption | undefined, widget: string): Display | undefined {
  if (option === undefined || isDisplay(option)) return option;
  return Object.hasOwn(option, widget) ? option[widget] : undefined;
}

/** Returns whether a widget is displayed. @internal */
export function isDisplayed(display: Display, context: DisplayContext): boolean | Promise<boolean> {
  if (typeof display === 'boolean') return display;
  if (typeof display === 'function') return display(context);
  const { guests = true, only = [], except = [] } = display;
  const matches = (pattern: string) => matchPath(pattern, context.path);
  return (
    (guests || context.visitor !== null) && (only.length === 0 || only.some(matches)) && !except.some(matches)
  );
}

/// <reference lib="dom" />
import { ChatWidgetError } from './chat-widget.error.js';

/** How long to wait for a vendor's or the site's server, in milliseconds. */
export const WAIT_MS = 30_000;

/** A widget that was started in this page. */
export interface Started<Handle, Result> {
  /** Whose widget it is; only compared. */
  readonly identity: string;
  /** What the widget's start function returned. */
  readonly handle: Handle;
  /** Settles when the widget has loaded. */
  readonly ready: Promise<Result>;
  /** An element that disappears together with the widget's own elements. */
  readonly marker: Element;
}

/** What all copies of this code in a page share: rendered pages have one copy for each vendor. */
interface PageState {
  /** The started widgets: by key, by widget name. */
  readonly started: Map<string, Map<string, Started<unknown, unknown>>>;
  /** The `ChatPage` that the attributes of elements use. */
  chatPage?: object;
  marker?: Element;
}

/** A symbol, because elements of the page can define any other property of `window` by their id. */
const STATE = Symbol.for('nestjs-chat-browser');

/** Returns the state of the page, which all copies of this code share. */
export function pageState(): PageState {
  const page = window as { [STATE]?: PageState };
  return (page[STATE] ??= { started: new Map() });
}

/** Returns a global of a vendor's script, but not an element whose id is the name of the global. */
export function vendorGlobal(name: string): unknown {
  return Object.hasOwn(window, name) ? (window as unknown as Record<string, unknown>)[name] : undefined;
}

/** Returns the widgets with this name that were started in this page. */
function startedAs(name: string): Map<string, Started<unknown, unknown>> {
  const { started } = pageState();
  const own = started.get(name) ?? new Map<string, Started<unknown, unknown>>();
  started.set(name, own);
  return own;
}

/**
 * Starts a widget, unless it was already started for the same visitor and is still in the page. It is started again
 * after it has failed, and after its elements were removed, for example because Turbo has replaced the page's body.
 *
 * @param key distinguishes several widgets with the same name.
 * @throws {ChatWidgetError} when a widget with this name was started for another visitor.
 */
export function startOnce<Handle, Result>(
  name: string,
  identity: string,
  start: () => { handle: Handle; ready: Promise<Result>; marker?: Element | null },
  key = '',
): Started<Handle, Result> {
  const others = startedAs(name) as Map<string, Started<Handle, Result>>;
  for (const other of others.values()) assertSameVisitor(other.identity, identity);
  const inPage = () => {
    const started = others.get(key);
    return started?.marker.isConnected ? started : undefined;
  };
  const startNow = () => {
    const { handle, ready, marker } = start();
    const started = { identity, handle, ready, marker: marker ?? bodyMarker() };
    others.set(key, started);
    ready.catch(() => others.get(key) === started && others.delete(key));
    return started;
  };
  const before = inPage();
  if (!before) return startNow();
  // htmx runs the scripts of the new content before it removes the old content, so look again after that.
  return { ...before, ready: Promise.resolve().then(() => (inPage() ?? startNow()).ready) };
}

/** @throws {ChatWidgetError} when two identities are not the same. */
export function assertSameVisitor(started: string, identity: string): void {
  if (started === identity) return;
  throw new ChatWidgetError(
    'ERR_CHAT_IDENTITY_CHANGED',
    'Expected the visitor for whom the widget was started but got another one. Fix: reload the page, or call reset().',
  );
}

/** Allows a widget to be started for another visitor. */
export function forget(name: string): void {
  startedAs(name).clear();
}

/** Returns whether a widget with this name was started and has not failed. */
export function isStarted(name: string): boolean {
  return startedAs(name).size > 0;
}

/** Returns an element that disappears with the body's content. It also prevents htmx from storing the page. */
function bodyMarker(): Element {
  const state = pageState();
  if (state.marker?.isConnected) return state.marker;
  const marker = document.createElement('template');
  marker.setAttribute('hx-history', 'false');
  (document.body ?? document.documentElement).append(marker);
  return (state.marker = marker);
}

/** Prevents Turbo from storing the page, which contains a token and the vendors' elements. */
export function excludeFromTurboCache(): void {
  if (document.querySelector('meta[name=turbo-cache-control]')) return;
  const meta = document.createElement('meta');
  meta.name = 'turbo-cache-control';
  meta.content = 'no-cache';
  document.head.append(meta);
}

/** Rejects when a promise does not settle in time. */
export function withDeadline<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        new ChatWidgetError('ERR_CHAT_VENDOR_TIMEOUT', `Expected ${what} within ${WAIT_MS} milliseconds.`),
      );
    }, WAIT_MS);
  });
  return Promise.race([promise, deadline]).finally(() => clearTimeout(timer));
}

/** The detail of the event `chat-error`. */
export interface ChatErrorDetail {
  /** The name of the widget; `null` if the parameters of all widgets could not be loaded. */
  readonly widget: string | null;
  /** Usually a `ChatWidgetError`. */
  readonly error: unknown;
}

/** Dispatches the event `chat-error`. */
export function reportError(widget: string | null, error: unknown, target: EventTarget = document): void {
  const detail: ChatErrorDetail = { widget, error };
  target.dispatchEvent(new CustomEvent('chat-error', { bubbles: true, detail }));
}

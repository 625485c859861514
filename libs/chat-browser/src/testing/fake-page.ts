import { createContext, runInContext } from 'node:vm';
import { vi } from 'vitest';
import type { ChatErrorDetail } from '../page.js';

/** An element, as far as the start functions use one. */
export class FakeElement {
  id = '';
  src = '';
  async = false;
  nonce = '';
  textContent = '';
  hidden = false;
  readonly dataset: Record<string, string> = {};
  parent: FakeElement | null = null;
  /** Without the elements that have no effect on the page. */
  readonly children: FakeElement[] = [];
  /** Whether this is an element of the document itself. */
  isRoot = false;
  private readonly listeners = new Map<string, (event: object) => void>();

  constructor(readonly tagName: string) {}

  append(child: FakeElement): void {
    child.parent = this;
    if (child.tagName !== 'template' && child.tagName !== 'meta') this.children.push(child);
  }

  remove(): void {
    this.parent?.children.splice(this.parent.children.indexOf(this), 1);
    this.parent = null;
  }

  get isConnected(): boolean {
    return this.isRoot || (this.parent?.isConnected ?? false);
  }

  setAttribute(): void {}

  before(sibling: FakeElement): void {
    const { children } = this.parent!;
    sibling.parent = this.parent;
    children.splice(children.indexOf(this), 0, sibling);
  }

  /** Dispatches an event that bubbles to the page. */
  dispatchEvent(event: CustomEvent): void {
    this.parent?.dispatchEvent(event);
  }

  /** Supports only lists of attributes `data-…`. */
  closest(selector: string): FakeElement | null {
    return this.matches(selector) ? this : (this.parent?.closest(selector) ?? null);
  }

  querySelectorAll(selector: string): FakeElement[] {
    return this.children.flatMap((child) => [
      ...(child.matches(selector) ? [child] : []),
      ...child.querySelectorAll(selector),
    ]);
  }

  private matches(selector: string): boolean {
    return selector.split(',').some((part) => {
      const [, attribute] = /^\[data-([a-z-]+)\]$/.exec(part)!;
      return attribute!.replace(/-[a-z]/g, (dash) => dash.charAt(1).toUpperCase()) in this.dataset;
    });
  }

  addEventListener(type: string, listener: (event: object) => void): void {
    this.listeners.set(type, listener);
  }

  dispatch(type: string, event: object = {}): void {
    this.listeners.get(type)?.(event);
  }

  find(id: string): FakeElement | null {
    if (this.id === id) return this;
    for (const child of this.children) {
      const found = child.find(id);
      if (found) return found;
    }
    return null;
  }
}

/** A request that the page has sent. */
export class FakeRequest {
  withCredentials = false;
  url = '';
  method = '';
  status = 0;
  responseText = '';
  isSent = false;
  timeout = 0;
  private readonly listeners = new Map<string, () => void>();

  addEventListener(type: 'load' | 'error' | 'timeout', listener: () => void): void {
    this.listeners.set(type, listener);
  }

  open(method: string, url: string): void {
    Object.assign(this, { method, url });
  }

  send(): void {
    this.isSent = true;
  }

  respond(status: number, responseText: string): void {
    Object.assign(this, { status, responseText });
    this.listeners.get('load')?.();
  }

  fail(type: 'error' | 'timeout'): void {
    this.listeners.get(type)?.();
  }
}

function root(tagName: string): FakeElement {
  return Object.assign(new FakeElement(tagName), { isRoot: true });
}

/** A page without a browser, as far as the start functions use one. */
export class FakePage {
  readonly head = root('head');
  body = root('body');
  readonly documentElement = root('html');
  readonly requests: FakeRequest[] = [];
  readonly storage = new Map<string, string>();
  readonly window: Record<string, unknown> = {};
  private readonly clickListeners: ((event: object) => void)[] = [];
  /** The events `chat-error`. */
  readonly errors: ChatErrorDetail[] = [];
  private readonly document = {
    head: this.head,
    body: this.body,
    documentElement: this.documentElement,
    querySelector: () => null,
    querySelectorAll: (selector: string) => this.body.querySelectorAll(selector),
    dispatchEvent: ({ detail }: CustomEvent<ChatErrorDetail>) => void this.errors.push(detail),
    currentScript: null as FakeElement | null,
    createElement: (tagName: string) => new FakeElement(tagName),
    getElementById: (id: string) => this.head.find(id) ?? this.body.find(id),
    addEventListener: (_type: 'click', listener: (event: object) => void) => {
      this.clickListeners.push(listener);
    },
  };

  /** Replaces the body, as Turbo does. */
  replaceBody(): void {
    this.body.isRoot = false;
    this.body = this.document.body = root('body');
  }

  /** Runs code as an inline script at the end of the body does. */
  runInline<T>(nonce: string, run: () => T): T {
    const script = new FakeElement('script');
    script.nonce = nonce;
    this.body.append(script);
    this.document.currentScript = script;
    try {
      return run();
    } finally {
      this.document.currentScript = null;
    }
  }

  click(target: FakeElement): void {
    for (const listener of this.clickListeners) listener({ target });
  }

  /** The questions of ChatBro's embed code, decoded. */
  get questions(): Record<string, unknown>[] {
    return this.requests.map(({ url }) => {
      const query = url.slice(url.indexOf('?') + 1);
      return JSON.parse(Buffer.from(query, 'base64').toString('utf8')) as Record<string, unknown>;
    });
  }

  /** The globals of a browser, the only ones that a start function can use. */
  get globals(): Record<string, unknown> {
    const { requests, storage } = this;
    return {
      window: this.window,
      document: this.document,
      navigator: { language: 'en-GB' },
      location: { pathname: '/forum/1' },
      localStorage: { getItem: (key: string) => storage.get(key) ?? null },
      XMLHttpRequest: class extends FakeRequest {
        constructor() {
          super();
          requests.push(this);
        }
      },
      TextEncoder,
      btoa,
      setInterval,
      clearInterval,
      setTimeout,
      clearTimeout,
      CustomEvent,
      queueMicrotask,
      console,
    };
  }

  /** Makes the code under test run in this page, until `vi.unstubAllGlobals()`. */
  open(): this {
    for (const [name, value] of Object.entries(this.globals)) vi.stubGlobal(name, value);
    return this;
  }

  /**
   * Runs the text of a script, which can access this page but not the test.
   * @returns the script's global scope.
   */
  runText(text: string): Record<string, unknown> {
    const scope = createContext(Object.assign(this.window, this.globals, { window: this.window }));
    this.runInline('bm9uY2U=', () => runInContext(text, scope));
    return this.window;
  }
}

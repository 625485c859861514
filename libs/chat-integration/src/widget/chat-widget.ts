import type { WidgetSources } from './content-security-policy.js';

/** How a widget is put into a page. */
export interface RenderOptions {
  /** The nonce of this answer's Content-Security-Policy: base64, without quotes and the word `nonce-`. */
  nonce?: string;
}

/** A vendor's widget, as far as code that knows no vendor needs it. */
export interface ChatWidget {
  /** The vendor's name: the option that configures it, and its member in the answer of `GET …/widgets`. */
  readonly vendor: string;
  /** Whether the module's options configure this vendor. */
  readonly configured: boolean;
  /** What the page's Content-Security-Policy must allow, beside the nonce. */
  readonly sources: WidgetSources;
  /** What a page needs to boot the widget for the visitor of a request, as data. */
  boot(request: object): Promise<object>;
  /** The HTML that boots the widget for the visitor of a request. */
  render(request: object, options?: RenderOptions): Promise<string>;
}

/** Injection token of every vendor's {@link ChatWidget}. */
export const CHAT_WIDGETS = Symbol('CHAT_WIDGETS');

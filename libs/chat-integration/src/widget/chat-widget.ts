/** A vendor's widget, as far as code that knows no vendor needs it. */
export interface ChatWidget {
  /** The vendor's name: the option that configures it, and its member in the answer of `GET …/widgets`. */
  readonly vendor: string;
  /** Whether the module's options configure this vendor. */
  readonly configured: boolean;
  /** What a page needs to boot the widget for the visitor of a request, as data. */
  boot(request: object): Promise<object>;
}

/** Injection token of every vendor's {@link ChatWidget}. */
export const CHAT_WIDGETS = Symbol('CHAT_WIDGETS');

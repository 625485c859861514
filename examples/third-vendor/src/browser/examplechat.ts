/// <reference lib="dom" />

/** Who the visitor is to ExampleChat. */
export interface ExampleChatUser {
  readonly id: string;
  readonly name: string;
}

/** What `ExampleChat.start()` is called with; a guest's hold no user (`protocol/examplechat.md` section 2). */
export interface ExampleChatWidgetOptions {
  readonly siteId: string;
  readonly user?: ExampleChatUser;
  readonly signature?: string;
}

/** What a page needs to boot the ExampleChat widget. */
export interface ExampleChatBoot {
  /** URL of the widget's script. */
  readonly scriptUrl: string;
  readonly options: ExampleChatWidgetOptions;
}

/**
 * Starts the widget, once its script has run.
 *
 * Its text is put into pages, so it uses nothing from outside itself, and names none of its inner functions.
 */
export function startExampleChat(options: ExampleChatWidgetOptions): void {
  (window as unknown as { ExampleChat: { start(options: object): void } }).ExampleChat.start(options);
}

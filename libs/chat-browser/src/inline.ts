/**
 * The start functions as text, for pages that the server renders: the source of a function expression that uses
 * nothing outside itself. `libs/inline-texts.mjs` makes the values, for the build and for the tests.
 *
 * @internal
 */
export declare const startImbaChat: string;

/** @internal */
export declare const startChatBro: string;

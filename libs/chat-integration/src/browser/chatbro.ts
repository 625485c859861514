/// <reference lib="dom" />
/* oxlint-disable no-eval -- the vendor's protocol */

/** How a ChatBro chat looks and behaves (`protocol/chatbro.md` section 2). None of it is a security control. */
export interface ChatBroLook {
  /** In a div of the page, rather than as a movable popup. */
  isStatic?: boolean;
  /** The id of that div. */
  containerDivId?: string;
  /** `'auto'` or a language: en, enrtl, ru, pt, fr, fa, es, nl, de, ro, tt, bg, ar, tr. */
  chatLanguage?: string;
  chatState?: 'minimized' | 'maximized';
  /** CSS length. */
  chatHeight?: string;
  /** CSS length. */
  chatWidth?: string;
  /** CSS length. */
  chatTop?: string;
  /** CSS length. */
  chatLeft?: string;
  /** CSS length. */
  chatBottom?: string;
  /** CSS length. */
  chatRight?: string;
  /** CSS colour. */
  chatHeaderBackgroundColor?: string;
  /** CSS colour. */
  chatHeaderTextColor?: string;
  /** CSS colour. */
  chatBodyBackgroundColor?: string;
  /** CSS colour. */
  chatBodyTextColor?: string;
  /** CSS colour. */
  chatInputBackgroundColor?: string;
  /** CSS colour. */
  chatInputTextColor?: string;
  /** CSS colour. */
  chatLinksTextColor?: string;
  allowSendMessages?: boolean;
  allowUploadFile?: boolean;
  allowMoveChat?: boolean;
  allowMinimizeChat?: boolean;
  allowResizeChat?: boolean;
  showChatHeader?: boolean;
  showChatMenu?: boolean;
  showChatParticipants?: boolean;
  showUsersAvatars?: boolean;
  showDateOfMessage?: boolean;
  coloredUserNames?: boolean;
  menuItems?: readonly { url: string; title: string; iconUrl?: string; isBlank?: boolean }[];
  /** Where a guest logs in on the site. */
  customLoginLink?: string;
}

/** Which chat: the site's own when nothing is named, or a child of it by its title (`protocol/chatbro.md` section 2). */
export interface ChatBroChat extends ChatBroLook {
  /** Another chat than the one of the module's options; of the same account and secret. */
  encodedChatId?: string;
  /** Another chat, by its alias. */
  chatAlias?: string;
  /** Another chat, by the path that the vendor used before. */
  chatPath?: string;
  /** Makes this a child chat of that parent. "Allow dynamic chats" must be on in the parent's settings. */
  parentEncodedChatId?: string;
  /** The child chat's title, which is its identity under the parent. */
  chatTitle?: string;
  /** The child chat's identity where titles may repeat. */
  extId?: string;
  /** Parameters that the vendor adds pass through untouched. */
  [parameter: string]: unknown;
}

/** Parameters of one chat, with the signed identity of the person who is looking. */
export interface ChatBroWidgetParams extends ChatBroChat {
  siteDomain: string;
  signature: string;
}

/** What a page needs to boot the ChatBro widget. */
export interface ChatBroBoot {
  /** URL of the widget's script, to which the parameters are appended. */
  readonly scriptUrl: string;
  /** What the embed code is called with. */
  readonly params: ChatBroWidgetParams | readonly ChatBroWidgetParams[];
}

interface ChatBroWindow {
  Chatbro?: unknown;
}

/**
 * The documented embed code: asks for the widget's script with the parameters of the chats and runs the answer
 * (`protocol/chatbro.md` section 2). That needs `'unsafe-eval'` in the page's Content-Security-Policy. The
 * eval is indirect, so that the vendor's script runs in the global scope.
 *
 * Its text is put into pages, so it uses nothing from outside itself, and names none of its inner functions.
 */
export function startChatBro({ scriptUrl, params }: ChatBroBoot): void {
  const question = {
    embedChatsParameters: [params].flat(),
    lang: navigator.language,
    needLoadCode: (window as ChatBroWindow).Chatbro === undefined,
    embedParamsVersion: localStorage.getItem('embedParamsVersion') ?? undefined,
    chatbroScriptVersion: localStorage.getItem('chatbroScriptVersion') ?? undefined,
  };
  const bytes = new TextEncoder().encode(JSON.stringify(question));
  const request = new XMLHttpRequest();
  request.withCredentials = true;
  request.addEventListener('load', () => {
    if (request.status === 200) (0, eval)(request.responseText);
  });
  request.open('GET', `${scriptUrl}?${btoa(String.fromCharCode(...bytes))}`);
  request.send();
}

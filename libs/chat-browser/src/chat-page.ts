/// <reference lib="dom" />
import { ChatWidgetError } from './chat-widget.error.js';
import { pageState, reportError } from './page.js';

/** A room of ImbaChat (`protocol/imbachat.md` section 5). */
export interface ChatRoom {
  /** Identifies the room: everyone who knows it can join. The server derives it with `RoomPipes`. */
  readonly pipe: string;
  /** The title shown. */
  readonly title: string;
  /**
   * Whether others can find the room.
   * @default false
   */
  readonly isPublic?: boolean;
  /**
   * ImbaChat's numbers of the users who join.
   * @default the visitor
   */
  readonly userNumbers?: readonly number[];
}

/**
 * What the page can do with ImbaChat (`protocol/imbachat.md` section 5). Every function waits until ImbaChat has loaded.
 * Its promise is rejected with a {@link ChatWidgetError} when ImbaChat is not configured, could not be loaded or does not
 * have the function, or when an argument is not valid.
 */
export interface ChatPage {
  /**
   * Opens the dialog with a user. For elements: `data-chat-with="42"`.
   *
   * @param userNumber ImbaChat's number of the user: the site's own id, unless the site maps its ids to numbers.
   */
  openDialog(userNumber: number): Promise<void>;
  /** Opens the dialog with the user of the option `imbachat.supportUserNumber`. For elements: `data-chat-support`. */
  openSupport(): Promise<void>;
  /** Opens the chat. For elements: `data-chat-open`. */
  openChat(): Promise<void>;
  /** Closes the chat. For elements: `data-chat-close`. */
  closeChat(): Promise<void>;
  /** Opens a room. For elements: `data-chat-room="pipe" data-chat-room-title="Title"`, and `data-chat-room-public`. */
  joinRoom(room: ChatRoom): Promise<void>;
  /**
   * Shows a public room inside an element, which needs an id and a height. For elements: `data-chat-embed="Name"`.
   *
   * @param slug the id of the element, which identifies the room.
   * @param name the name of the room.
   */
  embedRoom(slug: string, name: string): Promise<void>;
  /**
   * Calls a function whenever the number of unread messages changes. For elements, whose text becomes the number and which
   * are hidden without unread messages: `data-chat-unread`. Not every version of the widget reports the number.
   *
   * @returns a function that ends the calls.
   */
  onUnread(listener: (count: number) => void): () => void;
}

/** The value of the attribute `data-chat-dialogs` of the page's `html` element. */
export function showDialogs(state: 'loading' | 'ready' | 'unavailable'): void {
  document.documentElement.dataset['chatDialogs'] = state;
}

/** Makes ImbaChat available to the page's code as `window.chatIntegration`, and to the attributes of elements. */
export function offerChatPage(chatPage: ChatPage): void {
  const state = pageState();
  if (!state.chatPage) document.addEventListener('click', act);
  state.chatPage = chatPage;
  // An assignment, even if an element has this id.
  (window as { chatIntegration?: ChatPage }).chatIntegration = chatPage;
}

/** Shows the number of unread messages and the rooms in the elements that have the attributes for it. */
export function fillElements(chatPage: ChatPage): void {
  chatPage.onUnread((count) => {
    for (const element of document.querySelectorAll<HTMLElement>('[data-chat-unread]')) {
      element.textContent = String(count);
      element.hidden = count === 0;
    }
  });
  for (const element of document.querySelectorAll<HTMLElement>('[data-chat-embed]')) {
    if (element.dataset[EMBEDDED]) continue;
    chatPage.embedRoom(element.id, element.dataset['chatEmbed']!).catch(reportTo(element));
  }
}

/** The mark of an element with a room; `data-imbachat_chat_ph` in HTML. */
export const EMBEDDED = 'imbachat_chat_ph';

/** What a click does, by the element's attribute. */
const ACTIONS: Readonly<Record<string, (chatPage: ChatPage, data: DOMStringMap) => Promise<void>>> = {
  chatWith: (chatPage, { chatWith = '' }) => chatPage.openDialog(numberOf(chatWith)),
  chatSupport: (chatPage) => chatPage.openSupport(),
  chatOpen: (chatPage) => chatPage.openChat(),
  chatClose: (chatPage) => chatPage.closeChat(),
  chatRoom: (chatPage, { chatRoom = '', chatRoomTitle = '', chatRoomPublic }) =>
    chatPage.joinRoom({ pipe: chatRoom, title: chatRoomTitle, isPublic: chatRoomPublic !== undefined }),
};

const SELECTOR = '[data-chat-with],[data-chat-support],[data-chat-open],[data-chat-close],[data-chat-room]';

function act({ target }: Event): void {
  const element = (target as Element | null)?.closest<HTMLElement>(SELECTOR);
  if (!element) return;
  const action = Object.keys(ACTIONS).find((name) => name in element.dataset)!;
  ACTIONS[action]!(pageState().chatPage as ChatPage, element.dataset).catch(reportTo(element));
}

/** Number() also accepts ' 7' and '0x7'. */
function numberOf(text: string): number {
  return /^[1-9]\d*$/.test(text) ? Number(text) : NaN;
}

function reportTo(element: HTMLElement): (error: unknown) => void {
  return (error) => {
    reportError('imbachat', error, element);
    // oxlint-disable-next-line no-console -- otherwise nothing says why the element has no effect
    console.error('ImbaChat could not do what an element of the page asks for.', error);
  };
}

/** @throws {ChatWidgetError} when a value is not a number of an ImbaChat user (`protocol/imbachat.md` section 1.2). */
export function assertUserNumber(value: unknown): void {
  if (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 999_999_999) return;
  throw new ChatWidgetError(
    'ERR_CHAT_USER_NUMBER_INVALID',
    `Expected a user number from 1 to 999999999 but got ${String(value).slice(0, 40)}.`,
  );
}

/** @throws {ChatWidgetError} when a value is not text that identifies or names a room. */
export function assertRoomText(value: unknown, what: string): void {
  if (typeof value === 'string' && value.trim() !== '' && value.length <= 255) return;
  throw new ChatWidgetError('ERR_CHAT_ROOM_INVALID', `Expected ${what} of 1 to 255 characters.`);
}

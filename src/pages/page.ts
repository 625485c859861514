import type { ChatBroChat } from 'nestjs-chat-integration';

/** The content of a page inside the layout. */
export interface Page {
  /** Plain text. */
  readonly title: string;
  /** The navigation link of the page. */
  readonly section?: '/' | '/members' | '/topics' | '/moderation' | '/login';
  /** HTML of the main element. */
  readonly body: string;
  /** The ChatBro chat of this page. Defaults to the site's chat as a popup. */
  readonly chat?: ChatBroChat;
}

import type { ChatBroChat } from 'nestjs-chat-integration';

/** What is particular to a page; the layout is put around it. */
export interface Page {
  /** Plain text. */
  readonly title: string;
  /** The link of the navigation that leads here. */
  readonly section?: '/' | '/members' | '/topics' | '/moderation' | '/login';
  /** HTML of the main part. */
  readonly body: string;
  /** The ChatBro chat of this page, in place of the site's chat as a popup. */
  readonly chat?: ChatBroChat;
}

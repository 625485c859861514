import { inspect } from 'node:util';

/**
 * A chat of a ChatBro account. Its secret is not part of logs, of JSON or of copies made with `…`: read it with
 * {@link secretKey}.
 */
export class ManagedChat {
  readonly #secretKey: string;

  /** @internal {@link ChatBroChats} creates it. */
  constructor(
    /** The chat's id (`encodedChatId`). */
    readonly id: string,
    secretKey: string,
  ) {
    this.#secretKey = secretKey;
  }

  /** The secret that signs this chat's identities (`guid`). Keep it where you keep other secrets. */
  get secretKey(): string {
    return this.#secretKey;
  }

  /** What `console.log` shows. */
  [inspect.custom](): object {
    return { ...this };
  }
}

/** A chat of the account's list. The vendor does not document the form of `connections`, `costs`, `alerts` and `createdAt`. */
export class ListedChat extends ManagedChat {
  /** The title, as its owner wrote it: escape it in HTML. */
  readonly title: string;
  /** The online counts, as the vendor sends them. */
  readonly connections: unknown;
  /** The costs, as the vendor sends them. */
  readonly costs: unknown;
  /** The alerts, as the vendor sends them. */
  readonly alerts: unknown;
  /** When the chat was created, as the vendor sends it. */
  readonly createdAt: unknown;

  /** @internal {@link ChatBroChats} creates it. */
  constructor(
    id: string,
    secretKey: string,
    { title, connections, costs, alerts, createdAt }: ListedChatDetails,
  ) {
    super(id, secretKey);
    this.title = title;
    this.connections = connections;
    this.costs = costs;
    this.alerts = alerts;
    this.createdAt = createdAt;
  }
}

type ListedChatDetails = Pick<ListedChat, 'title' | 'connections' | 'costs' | 'alerts' | 'createdAt'>;

import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Fact } from '../../diagnosis/page-diagnosis.js';

/** A message that the site's server sent. */
export interface SandboxMessage {
  /** ImbaChat's number of the sender. */
  readonly from: string;
  readonly room: string;
  readonly text: string;
}

/** How many messages are kept. */
const MAX_MESSAGES = 20;

/** The longest part of a text that the panel shows, in UTF-16 code units. */
const MAX_SHOWN = 500;

/** Keeps the last messages that the site's server sent, for the panel. */
@Injectable()
export class SandboxMessages {
  readonly #messages: SandboxMessage[] = [];
  #count = 0;

  /** Keeps a message. @returns it as the API describes it. */
  add(message: SandboxMessage): object {
    this.#messages.push(message);
    if (this.#messages.length > MAX_MESSAGES) this.#messages.shift();
    this.#count += 1;
    const time = String(Math.floor(Date.now() / 1_000));
    return { id: this.#count, uuid: randomUUID(), message: message.text, time, room_id: message.room };
  }

  /** The messages as the panel shows them to a signed-in user. */
  facts(): Fact[] {
    return this.#messages.map(({ from, room, text }) => ({
      label: `Message from user ${from.slice(0, MAX_SHOWN)} in room ${room.slice(0, MAX_SHOWN)}`,
      text: text.slice(0, MAX_SHOWN),
    }));
  }
}

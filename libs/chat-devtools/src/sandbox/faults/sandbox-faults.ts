import { BadRequestException, Injectable } from '@nestjs/common';

/** How a call fails: with the vendor's code or HTTP status, or without a usable response. */
export type SandboxFault = number | 'hang' | 'close' | 'garbage';

const KINDS: readonly unknown[] = ['hang', 'close', 'garbage'];
const CALLS: readonly unknown[] = [
  'tokens/authorization/',
  'tokens/refresh/',
  'tokens/delete/',
  'chats/get-all/',
  'chats/create/',
  'chats/delete/',
  'send_msg',
  'get_user_support',
];

/** The maximum number of planned faults. */
const MAX_PLANNED = 100;

/**
 * Plans errors of the simulated vendors, so that the site can be tried with them.
 *
 * @example
 * ```ts
 * app.get(ChatSandboxFaults).plan('chats/delete/', 1011);
 * ```
 */
@Injectable()
export class ChatSandboxFaults {
  readonly #planned: { readonly call: string; readonly fault: SandboxFault }[] = [];

  /**
   * Makes the next call of a kind fail.
   *
   * @param call the end of its path, for example `chats/create/` or `send_msg`.
   * @param fault ChatBro's code (such as 1003) or an HTTP status of ImbaChat (such as 422); `'hang'`, `'close'` or
   * `'garbage'`.
   * @throws {BadRequestException} when a value is unknown, or too many faults are planned.
   */
  plan(call: string, fault: SandboxFault): void {
    if (!CALLS.includes(call))
      throw new BadRequestException(`Expected call to be one of ${CALLS.join(', ')}.`);
    const isCode = Number.isSafeInteger(fault) && (fault as number) >= 400 && (fault as number) <= 9_999;
    if (!isCode && !KINDS.includes(fault)) {
      throw new BadRequestException(
        `Expected fault to be a code from 400 to 9999, or one of ${KINDS.join(', ')}.`,
      );
    }
    if (this.#planned.length >= MAX_PLANNED) throw new BadRequestException('Too many faults are planned.');
    this.#planned.push({ call, fault });
  }

  /** Returns the fault of a call, if one is planned, and removes it from the plan. */
  take(call: string): SandboxFault | undefined {
    const index = this.#planned.findIndex((planned) => planned.call === call);
    return index === -1 ? undefined : this.#planned.splice(index, 1)[0]!.fault;
  }
}

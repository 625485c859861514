import { Inject, Injectable } from '@nestjs/common';
import { describeValue, quote } from 'nestjs-chat-integration/internal';
import { isUserNumber } from 'nestjs-chat-integration/protocol';
import { diagnoseToken, type PageIdentity, type TokenDiagnosis } from '../../diagnosis/diagnose-token.js';
import { type PageDiagnosis, pageDiagnosis, type Problem } from '../../diagnosis/page-diagnosis.js';
import { relativeTime } from '../../diagnosis/relative-time.js';
import { RESOLVED_CHAT_SANDBOX_OPTIONS, type ResolvedChatSandboxOptions } from '../chat-sandbox.options.js';
import type { PanelDialog } from '../panel/open-panel.js';
import { type FetchedUser, fetchUser, UNKNOWN_USER } from './fetch-user.js';
import { SandboxMessages } from './sandbox-messages.js';
import { type LocalSocket, usersInfoPrefix } from './users-info-url.js';

/** How long the sandbox waits for users info, in milliseconds. */
const USERS_INFO_TIMEOUT_MS = 5_000;

/** A request of a page to the sandbox. */
export interface PageRequest {
  /** The id of the widget that the page loaded. */
  readonly widgetId: string;
  /** What the page passed to `window.ImbaChat.load()`. */
  readonly identity: PageIdentity;
  /** The connection on which the request was received. */
  readonly socket: LocalSocket;
}

/** Does what ImbaChat's server does when a page loads its widget: verifies the token and requests the user from the site. */
@Injectable()
export class ImbaChatSandboxService {
  constructor(
    @Inject(RESOLVED_CHAT_SANDBOX_OPTIONS) private readonly options: ResolvedChatSandboxOptions,
    @Inject(SandboxMessages) private readonly messages: SandboxMessages,
  ) {}

  /** Verifies the identity of a page. */
  async verify(request: PageRequest): Promise<PageDiagnosis> {
    const token = this.diagnoseToken(request);
    if ('guest' in token) return pageDiagnosis('guest');
    if ('problem' in token) {
      const facts = [{ label: 'Users info', text: 'not requested' }];
      return pageDiagnosis('refused', { problem: token.problem, facts });
    }
    const expiry = relativeTime(token.expiresAt.getTime(), Date.now());
    const facts = [{ label: 'Token', text: `valid for user ${token.userNumber}, expires ${expiry}` }];
    const fetched = await this.fetchUser(token.userNumber, request.socket);
    if ('problem' in fetched) return pageDiagnosis('refused', { problem: fetched.problem, facts });
    return pageDiagnosis('verified', {
      user: fetched.user,
      facts: [...facts, { label: 'Users info', text: 'contains this user' }, ...this.messages.facts()],
    });
  }

  /**
   * Finds the user with whom a page opens a dialog.
   *
   * @param userNumber what the page passed to `window.imbaApi.openDialog()`.
   */
  async findDialogUser(request: PageRequest, userNumber: unknown): Promise<PanelDialog> {
    const token = this.diagnoseToken(request);
    // Only for signed-in users: a guest must not be able to look up the site's users.
    if ('guest' in token) {
      return { problem: { text: 'Guests cannot open dialogs.', fix: 'Sign in to the site first.' } };
    }
    if ('problem' in token) return { problem: token.problem };
    const unknown = { problem: { text: `There is no user ${describeValue(userNumber)}.`, fix: '' } };
    if (!isUserNumber(userNumber)) return unknown;
    const fetched = await this.fetchUser(userNumber, request.socket);
    return 'problem' in fetched && fetched.problem.code === UNKNOWN_USER ? unknown : fetched;
  }

  private diagnoseToken({ widgetId, identity }: PageRequest): TokenDiagnosis {
    const { imbachat } = this.options;
    if (!imbachat) return { problem: NOT_CONFIGURED };
    if (widgetId !== String(imbachat.widgetId)) {
      return {
        problem: {
          code: 'widget-unknown',
          text: `The page loads the widget ${quote(widgetId)}, but the dashboard has the widget "${imbachat.widgetId}".`,
          fix: 'Use the same imbachat.widgetId for ChatIntegrationModule and for the sandbox.',
        },
      };
    }
    return diagnoseToken(identity, imbachat, Date.now());
  }

  private async fetchUser(userNumber: number, socket: LocalSocket): Promise<FetchedUser> {
    const { usersInfoUrl, apiLogin, apiPassword } = this.options.imbachat!;
    const prefix = usersInfoPrefix(usersInfoUrl, socket);
    if (prefix === undefined) return { problem: NO_ADDRESS };
    return fetchUser(userNumber, { prefix, apiLogin, apiPassword, timeoutMs: USERS_INFO_TIMEOUT_MS });
  }
}

const NOT_CONFIGURED: Problem = {
  code: 'not-configured',
  text: 'The sandbox has no ImbaChat dashboard.',
  fix: 'Set the option imbachat of ChatSandboxModule.',
};

const NO_ADDRESS: Problem = {
  code: 'users-info-unreachable',
  text: 'The sandbox received the request on a connection without an address, so usersInfoUrl cannot be a path.',
  fix: 'Set usersInfoUrl to an absolute URL.',
};

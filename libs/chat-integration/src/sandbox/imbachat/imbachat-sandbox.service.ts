import { Inject, Injectable } from '@nestjs/common';
import { isUserId, type UserId } from '../../users/user-id.js';
import type { PanelDialog } from '../panel/open-panel.js';
import { type PageProblem, type PageVerdict, refusal } from '../../widget/page-verdict.js';
import { ago } from '../../imbachat/ago.js';
import { explainToken, type PageIdentity, type TokenVerdict } from '../../imbachat/explain-token.js';
import { IMBACHAT_SANDBOX_OPTIONS, type ResolvedImbaChatSandboxOptions } from './imbachat-sandbox.options.js';
import { callUsersInfo, UNKNOWN_USER, type UsersInfoAnswer } from './users-info-call.js';
import { type LocalSocket, usersInfoPrefix } from './users-info-url.js';

/** How long the sandbox waits for users info, in milliseconds. */
const USERS_INFO_TIMEOUT_MS = 5_000;

/** Does what ImbaChat's server does when a page loads its widget: verifies the token, asks the site who that is. */
@Injectable()
export class ImbaChatSandboxService {
  constructor(
    @Inject(IMBACHAT_SANDBOX_OPTIONS) private readonly options: ResolvedImbaChatSandboxOptions | null,
  ) {}

  /**
   * What the panel of a page shows.
   *
   * @param widgetId the widget for which the page asked.
   * @param page what it gave to `load()`.
   * @param socket where the request came in.
   */
  async session(widgetId: string, page: PageIdentity, socket: LocalSocket): Promise<PageVerdict> {
    const verdict = this.verdict(widgetId, page);
    if ('guest' in verdict) return { state: 'guest', person: null, facts: [], problem: null, signed: [] };
    if ('problem' in verdict) return refusal(verdict.problem, [{ label: 'Users info', text: 'not asked' }]);
    const until = `valid for user ${verdict.userId}, ends ${ago(Date.now() - verdict.expiresAt.getTime())}`;
    const token = { label: 'Token', text: until };
    const answer = await this.ask(verdict.userId, socket);
    if ('problem' in answer) return refusal(answer.problem, [token]);
    return {
      state: 'verified',
      person: answer.person,
      facts: [token, { label: 'Users info', text: 'the site knows this user' }],
      problem: null,
      signed: [],
    };
  }

  /**
   * Whom a dialog with a member would be with.
   *
   * @param memberId the member's id as the page gave it.
   */
  async dialog(
    widgetId: string,
    page: PageIdentity,
    memberId: unknown,
    socket: LocalSocket,
  ): Promise<PanelDialog> {
    const verdict = this.verdict(widgetId, page);
    // Users info is asked for nobody else: the site's users are no business of a guest's.
    if ('guest' in verdict) {
      return { problem: { text: 'A guest has no dialogs.', remedy: 'Sign in to the site first.' } };
    }
    if ('problem' in verdict) return { problem: verdict.problem };
    if (!isUserId(memberId)) return { problem: nobody(JSON.stringify(memberId) ?? 'undefined') };
    const answer = await this.ask(memberId, socket);
    if (!('problem' in answer) || answer.problem.code !== UNKNOWN_USER) return answer;
    return { problem: nobody(String(memberId)) };
  }

  private verdict(widgetId: string, page: PageIdentity): TokenVerdict {
    const { options } = this;
    if (options === null) return { problem: NOT_CONFIGURED };
    if (widgetId !== options.widgetId) {
      return {
        problem: {
          code: 'widget-unknown',
          text: `The page asks for the widget ${widgetId}; the dashboard has the widget ${options.widgetId}.`,
          remedy: 'Make imbachat.widgetId the same for ChatIntegrationModule and for the sandbox.',
        },
      };
    }
    return explainToken(page, options, Date.now());
  }

  private async ask(id: UserId, socket: LocalSocket): Promise<UsersInfoAnswer> {
    const { usersInfoUrl, apiLogin, apiPassword } = this.options!;
    const prefix = usersInfoPrefix(usersInfoUrl, socket);
    if (prefix === undefined) return { problem: NO_ADDRESS };
    return callUsersInfo(id, {
      prefix,
      apiLogin,
      apiPassword: apiPassword.reveal(),
      timeoutMs: USERS_INFO_TIMEOUT_MS,
    });
  }
}

const NOT_CONFIGURED: PageProblem = {
  code: 'not-configured',
  text: 'The sandbox plays no dashboard of ImbaChat.',
  remedy: 'Give ChatSandboxModule the option imbachat.',
};

const NO_ADDRESS: PageProblem = {
  code: 'users-info-unreachable',
  text: 'The sandbox was reached on a connection without an address, so a path as usersInfoUrl leads nowhere.',
  remedy: 'Give usersInfoUrl as an absolute URL.',
};

function nobody(id: string): Pick<PageProblem, 'text' | 'remedy'> {
  return { text: `Nobody has the id ${id.slice(0, 60)}.`, remedy: '' };
}

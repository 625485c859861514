import type { ImbaChatLook, ImbaChatWidgetParams } from 'nestjs-chat-browser/imbachat';
import { startImbaChat } from 'nestjs-chat-browser/inline';
import type { ChatWidget } from '../widgets/chat-widget.js';
import { sourceOf } from '../widgets/csp.js';
import type { ResolvedImbaChatOptions } from './imbachat.options.js';
import type { TokenService } from './token.service.js';
import type { UserNumbersService } from './user-numbers.service.js';

/** The options of ImbaChat on a page; they override the option `imbachat.widget`. */
export type ImbaChatPageOptions = ImbaChatLook;

declare module '../widgets/chat-widgets.service.js' {
  interface ChatPageOptions {
    /** The options of ImbaChat on this page. */
    imbachat?: ImbaChatPageOptions | undefined;
  }
}

/**
 * Creates the ImbaChat widget (`protocol/imbachat.md` section 3). A member without the permission `available_chat` does
 * not get it, as with the vendor's plugin (section 5). On the page, a click on an element with
 * `data-chat-with="42"`, or `window.chatIntegration.openDialog(42)`, opens the dialog with user number 42.
 * @internal
 */
export function imbaChatWidget(
  { baseUrl, widgetId, widget, supportUserNumber }: ResolvedImbaChatOptions,
  tokens: TokenService,
  userNumbers: UserNumbersService,
): ChatWidget<ImbaChatWidgetParams | null, ImbaChatPageOptions> {
  // The vendor does not publish a list of hosts, so the widget may need more of them.
  const source = sourceOf(baseUrl);
  return {
    name: 'imbachat',
    csp: { scriptSrc: [source], connectSrc: [source] },
    async params({ visitor, request, page }) {
      if (visitor?.permissions?.available_chat === false) return null;
      const user_id = visitor && (await userNumbers.numberOf(request, visitor.id));
      return {
        scriptUrl: `${baseUrl}/imbachat/v1/${widgetId}/widget`,
        options: {
          ...usable({ ...widget, ...page }),
          ...(user_id !== null && { user_id, token: tokens.issue(user_id) }),
        },
        ...(supportUserNumber !== undefined && { supportUserNumber }),
      };
    },
    start: startImbaChat,
  };
}

/**
 * Removes options that are not set, because the widget must not receive `null` (`protocol/imbachat.md` section 3), and
 * the identity, which only the server may set.
 */
function usable(look: ImbaChatLook): ImbaChatLook {
  const isUsable = ([name, value]: [string, unknown]) =>
    value !== null && value !== undefined && name !== 'user_id' && name !== 'token';
  return Object.fromEntries(Object.entries(look).filter(isUsable));
}

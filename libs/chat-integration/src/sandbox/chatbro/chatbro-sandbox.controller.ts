import { BadRequestException, Controller, Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { scriptJson } from '../../widget/inline-script.js';
import { SandboxExceptionFilter } from '../sandbox-exception.filter.js';
import { PrivateReply } from '../../http/private-reply.js';
import { openPanel } from '../panel/open-panel.js';
import { PANEL_STYLES } from '../panel/panel-styles.js';
import { type PageVerdict, refusal } from '../../widget/page-verdict.js';
import { chatName, chatNameProblem, containerOf } from './asked-chat.js';
import { CHATBRO_SANDBOX_OPTIONS, type ResolvedChatBroSandboxOptions } from './chatbro-sandbox.options.js';
import { type AskedChat, readEmbedQuestion } from './embed-question.js';
import { explainSignature } from '../../chatbro/explain-signature.js';
import { showChats, type ShownChat } from './show-chats.js';

/** The part of a request that is read here, the same on both adapters. */
interface SandboxRequest {
  readonly originalUrl: string;
  readonly headers: { readonly referer?: string };
}

/** Stands in for ChatBro's server: answers the embed code (`protocol/chatbro.md` section 2). */
@Controller()
@UseFilters(SandboxExceptionFilter)
export class ChatBroSandboxController {
  constructor(
    @Inject(CHATBRO_SANDBOX_OPTIONS) private readonly options: ResolvedChatBroSandboxOptions | null,
    @Inject(PrivateReply) private readonly reply: PrivateReply,
  ) {}

  /** `GET embed.js?{base64 of the chats}` */
  @Get('embed.js')
  embed(@Req() { originalUrl, headers }: SandboxRequest, @Res() response: unknown): void {
    const at = originalUrl.indexOf('?');
    const question = readEmbedQuestion(at === -1 ? '' : originalUrl.slice(at + 1));
    if ('error' in question) throw new BadRequestException(question.error);
    const chats = question.chats.map((chat) => this.look(chat, hostOf(headers.referer)));
    this.reply.script(
      response,
      `(${showChats.toString()})(${openPanel.toString()}, ${scriptJson(PANEL_STYLES)}, ${scriptJson(chats)});\n`,
    );
  }

  private look(chat: AskedChat, pageHost: string | undefined): ShownChat {
    return {
      chat: chatName(chat),
      containerId: containerOf(chat),
      minimized: chat['chatState'] === 'minimized',
      view: this.view(chat, pageHost),
    };
  }

  private view(chat: AskedChat, pageHost: string | undefined): PageVerdict {
    if (this.options === null) {
      return refusal({
        code: 'not-configured',
        text: 'The sandbox plays no dashboard of ChatBro.',
        remedy: 'Give ChatSandboxModule the option chatbro.',
      });
    }
    const unnamed = chatNameProblem(chat);
    if (unnamed) return refusal(unnamed);
    const { siteDomain, secretKey } = this.options;
    return explainSignature(chat, { siteDomain, secretKey: secretKey.reveal() }, pageHost);
  }
}

/** Host and port of the page from which a request came, where it says so. */
function hostOf(referer: string | undefined): string | undefined {
  return referer !== undefined && URL.canParse(referer) ? new URL(referer).host : undefined;
}

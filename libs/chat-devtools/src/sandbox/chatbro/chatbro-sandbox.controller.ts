import { BadRequestException, Controller, Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { scriptJson } from 'nestjs-chat-integration/internal';
import { ReplyService } from 'nestjs-chat-integration/internal/http';
import { type ChatParameters, diagnoseSignature } from '../../diagnosis/diagnose-signature.js';
import { type PageDiagnosis, pageDiagnosis } from '../../diagnosis/page-diagnosis.js';
import { RESOLVED_CHAT_SANDBOX_OPTIONS, type ResolvedChatSandboxOptions } from '../chat-sandbox.options.js';
import { openPanel } from '../panel/open-panel.js';
import { PANEL_STYLES } from '../panel/panel-styles.js';
import { SandboxExceptionFilter } from '../sandbox-exception.filter.js';
import { ChatBroAccountService } from './chatbro-account.service.js';
import { parseEmbedQuery } from './embed-query.js';
import { chatName, containerIdOf, findChatNameProblem } from './requested-chat.js';
import { type DiagnosedChat, showChats } from './show-chats.js';

/** The part of a request that is used, the same on both adapters. */
interface EmbedRequest {
  readonly originalUrl: string;
  readonly headers: { readonly referer?: string };
}

/** Simulates ChatBro's server: responds to the embed code (`protocol/chatbro.md` section 2). */
@Controller()
@UseFilters(SandboxExceptionFilter)
export class ChatBroSandboxController {
  constructor(
    @Inject(RESOLVED_CHAT_SANDBOX_OPTIONS) private readonly options: ResolvedChatSandboxOptions,
    @Inject(ChatBroAccountService) private readonly account: ChatBroAccountService,
    @Inject(ReplyService) private readonly reply: ReplyService,
  ) {}

  /** `GET embed.js?{base64 of the chats}` */
  @Get('embed.js')
  embed(@Req() { originalUrl, headers }: EmbedRequest, @Res() response: unknown): void {
    // Not the parsed query, which would decode the base64's plus signs.
    const at = originalUrl.indexOf('?');
    const query = parseEmbedQuery(at === -1 ? '' : originalUrl.slice(at + 1));
    if ('error' in query) throw new BadRequestException(query.error);
    const pageHost = hostOf(headers.referer);
    const chats = query.chats.map((chat): DiagnosedChat => ({
      chat: chatName(chat),
      containerId: containerIdOf(chat),
      minimized: chat['chatState'] === 'minimized',
      diagnosis: this.diagnose(chat, pageHost),
    }));
    const data = [PANEL_STYLES, chats].map(scriptJson).join(', ');
    this.reply.script(response, `(${showChats.toString()})(${openPanel.toString()}, ${data});\n`);
  }

  private diagnose(chat: ChatParameters, pageHost: string | undefined): PageDiagnosis {
    const { chatbro } = this.options;
    if (!chatbro) return pageDiagnosis('refused', { problem: NOT_CONFIGURED });
    const problem = findChatNameProblem(chat);
    if (problem) return pageDiagnosis('refused', { problem });
    const { encodedChatId, parentEncodedChatId } = chat;
    const created = this.account.findChat(parentEncodedChatId ?? encodedChatId);
    if (!created) return diagnoseSignature(chat, chatbro, pageHost);
    created.hasChildren ||= parentEncodedChatId !== undefined;
    // A chat that the site created has a secret of its own.
    return diagnoseSignature(chat, { siteDomain: chatbro.siteDomain, secretKey: created.guid }, pageHost);
  }
}

const NOT_CONFIGURED = {
  code: 'not-configured',
  text: 'The sandbox has no settings of a ChatBro chat.',
  fix: 'Set the option chatbro of ChatSandboxModule.',
};

/** Returns host and port of the page from which a request came, if the request says so. */
function hostOf(referer: string | undefined): string | undefined {
  return referer !== undefined && URL.canParse(referer) ? new URL(referer).host : undefined;
}

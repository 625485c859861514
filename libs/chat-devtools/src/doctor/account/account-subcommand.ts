import { ChatBroClient, isBaseUrl, quote, VendorClient } from 'nestjs-chat-integration/internal';
import { runChecks } from '../check.js';
import { UsageError } from '../doctor.errors.js';
import { readOptionalSetting, readSetting } from '../settings.js';
import type { Subcommand } from '../subcommand.js';
import { accountChecks, type AccountSubject } from './account-checks.js';

const ACCOUNT_ID = {
  name: 'id of the account',
  option: 'account-id',
  variable: 'CHATBRO_ACCOUNT_ID',
  isSecret: false,
};
const ACCOUNT_SECRET = {
  name: 'secret of the account',
  option: 'account-secret',
  variable: 'CHATBRO_ACCOUNT_SECRET',
  isSecret: true,
};
const PLATFORM = {
  name: 'platform number',
  option: 'platform',
  variable: 'CHATBRO_PLATFORM',
  isSecret: false,
};
const CHAT_SECRET = {
  name: 'secret of the chat',
  option: 'secret',
  variable: 'CHATBRO_SECRET_KEY',
  isSecret: true,
};

const TIMEOUT_MS = 10_000;

/** `doctor account`: examines a ChatBro account and a chat, as far as the API shows them. */
export const accountSubcommand: Subcommand = {
  options: {
    'account-id': { type: 'string' },
    'account-secret': { type: 'string' },
    platform: { type: 'string' },
    'chat-id': { type: 'string' },
    secret: { type: 'string' },
    'base-url': { type: 'string', default: 'https://www.chatbro.com' },
  },

  async examine({ positionals, options }, io) {
    if (positionals.length > 0) throw new UsageError('Expected only options but got other arguments.');
    const baseUrl = options['base-url'] ?? '';
    if (!isBaseUrl(baseUrl) || baseUrl.startsWith('/')) {
      throw new UsageError(
        `Expected --base-url to be an https: URL, or an http: URL of this machine, without a slash at its end, but got ${quote(baseUrl)}.`,
      );
    }
    const id = await readSetting(ACCOUNT_ID, options['account-id'], io);
    const platform = await readSetting(PLATFORM, options['platform'], io);
    const secret = await readSetting(ACCOUNT_SECRET, options['account-secret'], io);
    for (const [name, value] of [
      ['id', id],
      ['platform', platform],
      ['secret', secret],
    ]) {
      // Sent in headers.
      if (!/^[\x21-\x7e]{1,1000}$/.test(value!)) {
        throw new UsageError(
          `Expected the account's ${name} to be printable ASCII without spaces but got other text.`,
        );
      }
    }
    const secretKey = readOptionalSetting(CHAT_SECRET, options['secret'], io);
    const client = new ChatBroClient(new VendorClient('ChatBro', { timeoutMs: TIMEOUT_MS }), {
      account: { id, secret, platform },
      baseUrl: () => baseUrl,
    });
    const subject: AccountSubject = {
      client,
      chatId: options['chat-id'] ?? io.env['CHATBRO_CHAT_ID'],
      secretKey,
    };
    const results = await runChecks(accountChecks, subject);
    // The tokens of this run are not needed any more; they expire anyway.
    await client.revokeTokens().catch(() => undefined);
    const secrets = [secret, secretKey ?? '', ...(subject.chats ?? []).map((chat) => chat.secretKey)];
    return { subject: { examined: 'account' }, results, secrets };
  },
};

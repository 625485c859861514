import type { OptionProblem } from '../../chat-integration.errors.js';
import { chatBroOptionProblems } from '../../chatbro/chatbro.options.js';
import { problemsOf, Rule } from '../../options/option-rule.js';
import { MIN_SECRET_BYTES, Secret } from '../../options/secret.js';
import { isSigningSecret } from '../../options/secret-rules.js';

/** Injection token of the checked options of ChatBro's dashboard; `null` where the sandbox has none. */
export const CHATBRO_SANDBOX_OPTIONS = Symbol('CHATBRO_SANDBOX_OPTIONS');

/** What stands in the settings of a ChatBro chat, as the sandbox plays them (`protocol/chatbro.md` section 1). */
export interface ChatBroSandboxOptions {
  /** The bare host of the site: no scheme, no port, no path. */
  siteDomain: string;
  /** The chat's secret, with which identities must be signed; at least 16 bytes. */
  secretKey: string;
}

/** The options of ChatBro's dashboard, checked; holds no secret in a readable form. */
export interface ResolvedChatBroSandboxOptions {
  readonly siteDomain: string;
  readonly secretKey: Secret;
}

class ChatBroSandboxOptionsSchema {
  @Rule(
    {
      expected: 'the bare host of the site, without scheme, port and path, for example example.com',
      remedy: 'Give ChatSandboxModule the host as it would stand in the settings of the chat.',
    },
    isSiteDomain,
  )
  siteDomain: unknown;

  @Rule(
    {
      expected: `the chat's secret key, at least ${MIN_SECRET_BYTES} bytes`,
      remedy: 'Give ChatSandboxModule the key with which identities are to be signed.',
      secret: true,
    },
    isSigningSecret,
  )
  secretKey: unknown;
}

/** What is wrong with raw options of ChatBro's dashboard. */
export function chatBroSandboxOptionProblems(raw: unknown): OptionProblem[] {
  return problemsOf(ChatBroSandboxOptionsSchema, raw, 'chatbro');
}

/** Hides the secret. The options must have passed the check. */
export function resolveChatBroSandboxOptions(options: ChatBroSandboxOptions): ResolvedChatBroSandboxOptions {
  return Object.freeze({ siteDomain: options.siteDomain, secretKey: new Secret(options.secretKey) });
}

/** Tells whether the integration's own option takes this domain. */
function isSiteDomain(siteDomain: unknown): boolean {
  const problems = chatBroOptionProblems({
    chatId: 'any',
    siteDomain,
    secretKey: 'x'.repeat(MIN_SECRET_BYTES),
  });
  return problems.length === 0;
}

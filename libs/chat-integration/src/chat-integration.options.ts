import type { InjectionToken, ModuleMetadata, OptionalFactoryDependency, Type } from '@nestjs/common';
import {
  chatBroOptionProblems,
  resolveChatBroOptions,
  type ChatBroOptions,
  type ResolvedChatBroOptions,
} from './chatbro/chatbro.options.js';
import { InvalidOptionsError, type OptionProblem } from './chat-integration.errors.js';
import {
  imbaChatOptionProblems,
  imbaChatOptionWarnings,
  resolveImbaChatOptions,
  type ImbaChatOptions,
  type ResolvedImbaChatOptions,
} from './imbachat/imbachat.options.js';
import { IsOptional } from './options/class-validator.js';
import { isPlainObject, problemsOf, Rule } from './options/option-rule.js';
import type { UserProvider } from './users/user-provider.js';
import { DEFAULT_USER_PROVIDER_TIMEOUT_MS } from './users/users.service.js';
import type { VisitorResolver } from './visitor/visitor-resolver.js';

/** The options that are data: what `forRootAsync`'s factory returns. At least one vendor is there. */
export interface ChatIntegrationModuleOptions {
  /** ImbaChat; left out, its endpoints answer 404 and its services throw. */
  imbachat?: ImbaChatOptions | undefined;
  /** ChatBro; left out, its services throw. */
  chatbro?: ChatBroOptions | undefined;
  /**
   * How long the `UserProvider` has for an answer, in milliseconds: 1 to 60,000. Then the endpoints answer 503.
   *
   * @default 5_000
   */
  userProviderTimeoutMs?: number | undefined;
}

/** The ways to give a class that the module injects. */
export type ClassProviderOption<T> =
  | Type<T>
  | { useClass: Type<T> }
  | { useExisting: InjectionToken<T> }
  | {
      // oxlint-disable-next-line typescript/no-explicit-any -- as Nest's own FactoryProvider
      useFactory: (...dependencies: any[]) => T | Promise<T>;
      inject?: (InjectionToken | OptionalFactoryDependency)[];
    };

/** Which endpoints the module mounts, each at a path below the application's global prefix. */
export interface ChatEndpoints {
  /**
   * What the chat server calls: version, users info, search, login check, friends
   * (`protocol/imbachat.md` section 1). `false` mounts none.
   *
   * @default 'imbachat/api/v1'
   */
  imbachatApi?: string | false;
  /**
   * The visitor's ImbaChat token as plain text. `false` mounts none.
   *
   * @default 'imbachat/jwt'
   */
  imbachatToken?: string | false;
  /**
   * The boot parameters of all widgets as JSON, for single-page apps. `false` mounts none.
   *
   * @default false
   */
  widgets?: string | false;
  /**
   * Decorators for the mounted controllers, for example the one that tells a global guard of yours to let
   * everyone pass.
   *
   * @example [Public(), SkipThrottle()]
   * @default []
   */
  decorators?: readonly ClassDecorator[];
}

/** The options that shape the module: they stand at the top level of `forRoot` and `forRootAsync` alike. */
export interface ChatIntegrationModuleExtras {
  /** How the site's users are read. */
  userProvider: ClassProviderOption<UserProvider>;
  /**
   * Who is looking at a page.
   *
   * @default RequestUserVisitorResolver, which reads `request.user.id`
   */
  visitorResolver?: ClassProviderOption<VisitorResolver>;
  /** Modules that export what the classes above inject. */
  imports?: NonNullable<ModuleMetadata['imports']>;
  /**
   * Which endpoints are mounted, and where; `false` for none.
   *
   * @default { imbachatApi: 'imbachat/api/v1', imbachatToken: 'imbachat/jwt', widgets: false }
   */
  endpoints?: ChatEndpoints | false;
  /**
   * Whether other modules can inject the services without importing this one.
   *
   * @default false
   */
  isGlobal?: boolean;
}

/** The options, checked, with defaults filled in. */
export interface ResolvedChatIntegrationOptions {
  readonly imbachat: ResolvedImbaChatOptions | null;
  readonly chatbro: ResolvedChatBroOptions | null;
  readonly userProviderTimeoutMs: number;
}

/**
 * Checks the options and fills the defaults in.
 *
 * @param warn is told what is usable but unwise.
 * @throws {InvalidOptionsError} naming every option that cannot be used.
 */
export function resolveOptions(
  options: ChatIntegrationModuleOptions,
  warn: (message: string) => void,
): ResolvedChatIntegrationOptions {
  const problems = optionProblems(options);
  if (problems.length > 0) throw new InvalidOptionsError(problems);
  const { imbachat, chatbro, userProviderTimeoutMs } = options;
  if (imbachat) for (const warning of imbaChatOptionWarnings(imbachat)) warn(warning);
  return Object.freeze({
    imbachat: imbachat ? resolveImbaChatOptions(imbachat) : null,
    chatbro: chatbro ? resolveChatBroOptions(chatbro) : null,
    userProviderTimeoutMs: userProviderTimeoutMs ?? DEFAULT_USER_PROVIDER_TIMEOUT_MS,
  });
}

class ModuleOptionsSchema {
  @Rule(
    { expected: 'an object of ImbaChat options', remedy: 'Leave it out to go without ImbaChat.' },
    (value) => value === undefined || isPlainObject(value),
  )
  imbachat: unknown;

  @Rule(
    { expected: 'an object of ChatBro options', remedy: 'Leave it out to go without ChatBro.' },
    (value) => value === undefined || isPlainObject(value),
  )
  chatbro: unknown;

  @IsOptional()
  @Rule(
    { expected: 'an integer number of milliseconds from 1 to 60000', remedy: 'Leave it out for 5000.' },
    (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 60_000,
  )
  userProviderTimeoutMs: unknown;
}

function optionProblems(options: unknown): OptionProblem[] {
  const problems = problemsOf(ModuleOptionsSchema, options, '');
  if (!isPlainObject(options)) return problems;
  const { imbachat, chatbro } = options;
  if (imbachat === undefined && chatbro === undefined) {
    problems.push({
      path: 'imbachat',
      message: 'expected imbachat, chatbro or both, got neither. Configure at least one vendor.',
    });
  }
  if (isPlainObject(imbachat)) problems.push(...imbaChatOptionProblems(imbachat));
  if (isPlainObject(chatbro)) problems.push(...chatBroOptionProblems(chatbro));
  return problems;
}

import { IsOptional, Option } from '../../options/options.js';
import { Exact } from '../../options/secret-rules.js';
import { isPlainObject } from '../../text/describe.js';
import type { KeyvTokenStore } from './keyv-token-store.js';

// What a header can carry: printable ASCII without spaces at the ends.
const HEADER_TEXT = /^[\x21-\x7e](?:[\x20-\x7e]{0,998}[\x21-\x7e])?$/;

/** The ChatBro account with which {@link ChatBroChats} manages chats (`protocol/chatbro.md` section 3). */
export class ChatBroAccountOptions {
  /** The account's id (`Account-Id`). */
  @Option(
    { expected: "the account's id, printable ASCII", fix: 'copy the id of your ChatBro account.' },
    isHeaderText,
  )
  @Exact
  id!: string;

  /** The account's secret (`Account-Secret`). */
  @Option(
    {
      expected: "the account's secret, printable ASCII",
      fix: 'copy the secret of your ChatBro account.',
      secret: true,
    },
    isHeaderText,
  )
  @Exact
  secret!: string;

  /**
   * The vendor's number of the platform (`Account-Platform`); WordPress is 1000. Ask the vendor for the number of your
   * site.
   */
  @Option(
    { expected: "the platform's number, digits only", fix: 'ask ChatBro for your platform number.' },
    isPlatform,
  )
  platform!: number | string;

  /**
   * A Keyv instance in whose store the instances of the site share the account's tokens, for example `@keyv/redis`. The
   * tokens are stored encrypted.
   * @default the memory of each instance
   */
  @IsOptional()
  @Option(
    {
      expected: 'a Keyv instance, with get, set and delete',
      fix: 'set it for example to new Keyv(new KeyvRedis(url)), or leave it out to keep the tokens in memory.',
    },
    isTokenStore,
  )
  tokenStore?: KeyvTokenStore | undefined;

  /**
   * Whether the account's tokens are revoked when the application shuts down. Leave it off if several instances share a
   * `tokenStore`: the others would have to authorize again.
   * @default false
   */
  @Option(
    { expected: 'true or false', fix: 'leave it out to let the tokens expire.' },
    (value) => typeof value === 'boolean',
  )
  revokeTokensOnShutdown?: boolean | undefined = false;
}

function isHeaderText(value: unknown): value is string {
  return typeof value === 'string' && HEADER_TEXT.test(value);
}

function isPlatform(value: unknown): boolean {
  return (
    (typeof value === 'string' || Number.isSafeInteger(value)) &&
    /^(?:0|[1-9][0-9]{0,15})$/.test(String(value))
  );
}

function isTokenStore(value: unknown): boolean {
  return (
    isPlainObject(value) && ['get', 'set', 'delete'].every((method) => typeof value[method] === 'function')
  );
}

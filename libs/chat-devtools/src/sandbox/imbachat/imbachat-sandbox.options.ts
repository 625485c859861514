import {
  Exact,
  isCredentialText,
  isLogin,
  isSigningSecret,
  MIN_SECRET_BYTES,
  Option,
} from 'nestjs-chat-integration/internal';
import { isUserNumber } from 'nestjs-chat-integration/protocol';
import { isWidgetId } from 'nestjs-chat-integration/internal/http';

/** The values of the simulated ImbaChat dashboard (`protocol/imbachat.md`, "Five values"). */
export class ImbaChatSandboxOptions {
  /** Widget id: digits. */
  @Option({ expected: 'the widget id, digits only', fix: 'set a widget id such as 276.' }, isWidgetId)
  widgetId!: number | string;

  /** API login with which the sandbox calls the site. */
  @Option(
    {
      expected: 'the API login, not empty, without a colon or control characters',
      fix: 'set the login with which the sandbox calls the site.',
      secret: true,
    },
    isLogin,
  )
  @Exact
  apiLogin!: string;

  /** API password with which the sandbox calls the site. */
  @Option(
    {
      expected: 'the API password, not empty, without control characters',
      fix: 'set the password with which the sandbox calls the site.',
      secret: true,
    },
    isCredentialText,
  )
  @Exact
  apiPassword!: string;

  /** Secret key that user tokens must be signed with; at least 16 bytes. */
  @Option(
    {
      expected: `the secret key, at least ${MIN_SECRET_BYTES} bytes`,
      fix: 'set the key that user tokens must be signed with.',
      secret: true,
    },
    isSigningSecret,
  )
  @Exact
  secretKey!: string;

  /**
   * Users info URL, to which ids are appended unchanged. An `http:` or `https:` URL, or a path on the address and port
   * where the sandbox receives requests; the path includes the application's global prefix.
   * @default '/imbachat/api/v1/users/'
   */
  @Option(
    {
      expected: 'an http: or https: URL without a login or a fragment, or a path that starts with one slash',
      fix: "leave it out to use /imbachat/api/v1/users/, or include the application's global prefix.",
    },
    isUsersInfoUrl,
  )
  usersInfoUrl?: string | undefined = '/imbachat/api/v1/users/';

  /**
   * The number of the support user.
   * @default 1
   */
  @Option({ expected: 'an integer from 1 to 999999999', fix: 'leave it out to use 1.' }, isUserNumber)
  supportUserNumber?: number | undefined = 1;
}

function isUsersInfoUrl(value: unknown): boolean {
  if (typeof value !== 'string' || /[\s#\\]/.test(value)) return false;
  if (value.startsWith('/')) return !value.startsWith('//');
  if (!URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return ['http:', 'https:'].includes(protocol) && username === '' && password === '';
}

import { parseEnv } from 'node:util';
import type { Vendor } from './nest-add.options.js';

/** A variable of the environment that the configuration reads. */
export interface EnvironmentKey {
  readonly key: string;
  /** Where its value comes from. */
  readonly about: string;
  /** The value where the site chooses it itself; `secret` for one that is made at random. */
  readonly chosen?: 'imbachat' | 'secret';
  /** The option that it fills. */
  readonly option: string;
}

/** The variables of each vendor, in the order of its options. */
export const ENVIRONMENT: Readonly<Record<Vendor, readonly EnvironmentKey[]>> = {
  imbachat: [
    { key: 'IMBACHAT_WIDGET_ID', option: 'widgetId', about: "from ImbaChat's dashboard: the widget's id" },
    {
      key: 'IMBACHAT_API_LOGIN',
      option: 'apiLogin',
      about: "yours to choose: type the same into ImbaChat's dashboard",
      chosen: 'imbachat',
    },
    {
      key: 'IMBACHAT_API_PASSWORD',
      option: 'apiPassword',
      about: "yours to choose: type the same into ImbaChat's dashboard",
      chosen: 'secret',
    },
    { key: 'IMBACHAT_SECRET_KEY', option: 'secretKey', about: "from ImbaChat's dashboard: the secret key" },
  ],
  chatbro: [
    { key: 'CHATBRO_CHAT_ID', option: 'chatId', about: "from ChatBro's embed code: encodedChatId" },
    {
      key: 'CHATBRO_SITE_DOMAIN',
      option: 'siteDomain',
      about: "as in the chat's settings: the bare host, no scheme, no port",
    },
    {
      key: 'CHATBRO_SECRET_KEY',
      option: 'secretKey',
      about: "from the chat's settings: spoofing protection, the secret key",
    },
  ],
};

/**
 * What to append to a file of environment variables, so that it has all the keys; those that it has stay as they
 * are.
 *
 * @param valueOf the value of a key that is added.
 * @returns an empty text when no key is missing.
 */
export function missingVariables(
  file: string,
  keys: readonly EnvironmentKey[],
  valueOf: (key: EnvironmentKey) => string,
): string {
  const known = parseEnv(file);
  const missing = keys.filter(({ key }) => !(key in known));
  if (missing.length === 0) return '';
  const newline = file.includes('\r\n') ? '\r\n' : '\n';
  const lines = missing.flatMap((key) => [`# ${key.about}`, `${key.key}=${valueOf(key)}`]);
  const before = file === '' ? '' : file.endsWith('\n') ? newline : newline.repeat(2);
  return before + lines.map((line) => line + newline).join('');
}

/** The keys that a file leaves empty, or does not have. */
export function emptyVariables(file: string, keys: readonly EnvironmentKey[]): string[] {
  const values = parseEnv(file);
  return keys.map(({ key }) => key).filter((key) => !values[key]);
}

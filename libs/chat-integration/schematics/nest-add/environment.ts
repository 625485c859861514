import { parseEnv } from 'node:util';
import type { Vendor } from './nest-add.options.js';

/** An environment variable that the configuration reads. */
export interface EnvironmentKey {
  readonly key: string;
  /** Where its value comes from. */
  readonly about: string;
  /** The value, if the site chooses it itself; `secret` for a random value. */
  readonly chosen?: 'imbachat' | 'secret';
  /** The option of the vendor that receives the value. */
  readonly option: string;
}

/** The variables of each vendor, in the order of its options. */
export const ENVIRONMENT: Readonly<Record<Vendor, readonly EnvironmentKey[]>> = {
  imbachat: [
    {
      key: 'IMBACHAT_WIDGET_ID',
      option: 'widgetId',
      about: "from ImbaChat's dashboard: the id of the widget",
    },
    {
      key: 'IMBACHAT_API_LOGIN',
      option: 'apiLogin',
      about: "your choice: enter the same value in ImbaChat's dashboard",
      chosen: 'imbachat',
    },
    {
      key: 'IMBACHAT_API_PASSWORD',
      option: 'apiPassword',
      about: "your choice: enter the same value in ImbaChat's dashboard",
      chosen: 'secret',
    },
    { key: 'IMBACHAT_SECRET_KEY', option: 'secretKey', about: "from ImbaChat's dashboard: the secret key" },
  ],
  chatbro: [
    { key: 'CHATBRO_CHAT_ID', option: 'chatId', about: "from ChatBro's embed code: encodedChatId" },
    {
      key: 'CHATBRO_SITE_DOMAIN',
      option: 'siteDomain',
      about: "from the chat's settings: the host name, without scheme and port",
    },
    {
      key: 'CHATBRO_SECRET_KEY',
      option: 'secretKey',
      about: "from the chat's settings, spoofing protection: the secret key",
    },
  ],
};

/**
 * Returns the lines to append to a file of environment variables, so that it has all keys. Variables that the file
 * already has are not changed.
 *
 * @param valueOf returns the value of a missing key.
 * @returns empty text when no key is missing.
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

/** Returns the keys that are empty or missing in a file. */
export function emptyVariables(file: string, keys: readonly EnvironmentKey[]): string[] {
  const values = parseEnv(file);
  return keys.map(({ key }) => key).filter((key) => !values[key]);
}

import type { DemoConfig } from '../config/demo-config.js';
import { DEVELOPMENT_DEFAULTS } from '../config/development-defaults.js';

/** A request to try from a terminal. */
export interface ChatServerCall {
  readonly title: string;
  /** A curl command. */
  readonly command: string;
}

/** Returns requests that the chat server and single-page apps send to the demo, as curl commands. */
export function chatServerCalls({
  siteUrl,
  imbachat,
}: Pick<DemoConfig, 'siteUrl' | 'imbachat'>): ChatServerCall[] {
  // Real credentials must not appear in pages and logs. The shell reads them from the environment.
  const isDevelopment =
    imbachat.apiLogin === DEVELOPMENT_DEFAULTS.IMBACHAT_API_LOGIN &&
    imbachat.apiPassword === DEVELOPMENT_DEFAULTS.IMBACHAT_API_PASSWORD;
  const credentials = isDevelopment
    ? `${imbachat.apiLogin}:${imbachat.apiPassword}`
    : '"$IMBACHAT_API_LOGIN:$IMBACHAT_API_PASSWORD"';
  const api = `${siteUrl}/imbachat/api/v1`;
  const logIn = `curl -s -b '' -o /dev/null -d 'login=ada&password=demo' ${siteUrl}/login`;
  return [
    {
      title: 'Get members 1, 2 and 3',
      command: `curl -u ${credentials} ${api}/users/1,2,3`,
    },
    { title: 'Search members by name', command: `curl -u ${credentials} ${api}/search/ada` },
    { title: 'Get the widget parameters for a guest', command: `curl ${siteUrl}/chat/widgets` },
    {
      title: 'Log in as Ada and get her widget parameters',
      command: `${logIn} --next -b '' ${siteUrl}/chat/widgets`,
    },
  ];
}

import type { DemoConfig } from '../config/demo-config.js';
import { DEVELOPMENT_DEFAULTS } from '../config/development-defaults.js';

/** A call to try from a terminal. */
export interface ChatServerCall {
  readonly title: string;
  /** A curl line that works as it is pasted. */
  readonly command: string;
}

/** What the chat servers and the widgets ask of the demo. */
export function chatServerCalls({
  siteUrl,
  imbachat,
}: Pick<DemoConfig, 'siteUrl' | 'imbachat'>): ChatServerCall[] {
  // Real credentials appear neither on a page nor in a log; the shell has them in the same environment.
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
      title: 'Members 1, 2 and 3, as the chat shows them',
      command: `curl -u ${credentials} ${api}/users/1,2,3`,
    },
    { title: 'Members found by name', command: `curl -u ${credentials} ${api}/search/ada` },
    { title: 'What boots both widgets for a guest', command: `curl ${siteUrl}/chat/widgets` },
    { title: 'The same for Ada', command: `${logIn} --next -b '' ${siteUrl}/chat/widgets` },
  ];
}

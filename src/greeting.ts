import type { DemoConfig } from './config/demo-config.js';
import { chatServerCalls } from './pages/chat-server-calls.js';

/** Returns the message that is logged on start: the URL, the logins and commands to try. */
export function greeting(config: DemoConfig): string {
  const calls = chatServerCalls(config).map(({ title, command }) => `# ${title}\n${command}`);
  return `The demo is running at ${config.siteUrl}
Log in as ada (moderator) or bob. Every password is "demo".
${
  config.chatSandbox
    ? 'The chat sandbox is on. It simulates the servers of ImbaChat and ChatBro, so no request is sent to them.'
    : 'The chat sandbox is off. The pages load the widgets from ImbaChat and ChatBro.'
}

Try the endpoints:
${calls.join('\n')}
`;
}

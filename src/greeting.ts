import type { DemoConfig } from './config/demo-config.js';
import { chatServerCalls } from './pages/chat-server-calls.js';

/** What is said on start: where to look and what to try. */
export function greeting(config: DemoConfig): string {
  const calls = chatServerCalls(config).map(({ title, command }) => `# ${title}\n${command}`);
  return `The demo is at ${config.siteUrl}
Log in as ada (moderates) or bob; every password is "demo".
${
  config.chatSandbox
    ? 'The chat sandbox is on: it stands in for the servers of ImbaChat and ChatBro, which nothing here calls.'
    : 'The chat sandbox is off: the pages load the widgets of ImbaChat and ChatBro.'
}

Ask what the chat server asks:
${calls.join('\n')}
`;
}

import type { DemoConfig } from './config/demo-config.js';
import { chatServerCalls } from './pages/chat-server-calls.js';

/** What is said on start: where to look and what to try. */
export function greeting(config: DemoConfig): string {
  const calls = chatServerCalls(config).map(({ title, command }) => `# ${title}\n${command}`);
  return `The demo is at ${config.siteUrl}
Log in as ada (moderates) or bob; every password is "demo".

Ask what the chat server asks:
${calls.join('\n')}
`;
}

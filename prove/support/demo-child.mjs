// Runs the demo's own main.ts in this process, without a build, and tells the process that forked it how it is.
import { subscribe } from 'node:diagnostics_channel';
import { openSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = fileURLToPath(new URL('../../', import.meta.url));

// Written at once, so that it is known of every request which the server had read when the process ended.
const begun = openSync('begun.log', 'a');
subscribe('http.server.request.start', ({ request }) => {
  const number = request.headers['x-number'];
  if (number !== undefined) writeSync(begun, `${number}\n`);
});

process.on('message', () => {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, rss } = process.memoryUsage();
  process.send({ heapUsed, rss, resources: process.getActiveResourcesInfo() });
});

await runnerImport(`${root}src/main.ts`, {
  root,
  configFile: false,
  logLevel: 'error',
  resolve: { tsconfigPaths: true },
  // The library's sources, not what was built of them some time ago.
  environments: { inline: { resolve: { noExternal: [/^nestjs-chat-integration/] } } },
});

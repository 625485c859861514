// Runs the demo's main.ts without a build, and sends metrics to the parent process on request.
import { subscribe } from 'node:diagnostics_channel';
import { openSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = fileURLToPath(new URL('../../', import.meta.url));

// Written synchronously, so that the log is complete when the process exits.
const log = openSync('started-requests.log', 'a');
subscribe('http.server.request.start', ({ request }) => {
  const number = request.headers['x-number'];
  if (number !== undefined) writeSync(log, `${number}\n`);
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
  // Use the sources of the packages, because the build may be outdated.
  environments: { inline: { resolve: { noExternal: [/^nestjs-chat-/] } } },
});

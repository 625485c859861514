import { CONNECTIONS } from '../load/measure-load.js';
import type { Options } from '../options.js';
import type { Section } from '../section.js';
import { findingsTable } from './findings-table.js';

/** Returns all sections, followed by the targets. */
export function resultsText(sections: readonly Section[]): string {
  const texts = sections.map(({ title, text }) => `## ${title}\n\n${text}`);
  const findings = findingsTable(sections.flatMap((section) => section.findings));
  return `${texts.join('\n\n')}\n\n## Targets\n\n${findings}\n`;
}

/**
 * Returns the benchmark document.
 *
 * @param environment The description of the environment, as Markdown.
 * @param plot The name of the plot file, in the same folder as the document.
 */
export function benchmarkDocument(
  sections: readonly Section[],
  { seconds, rounds }: Options,
  environment: string,
  plot: string,
): string {
  return `# Benchmark

These are the results of \`npm run bench -- --write\`. Run \`npm run bench\` to repeat the measurement without writing files. For a shorter run, use \`npm run bench -- --only fastify,raw --ids 1,100 --seconds 1 --rounds 1\`.

![Requests per second of each server, relative to plain node:http](${plot})

Each server runs in a separate process. The servers run one after another, in ${rounds === 1 ? 'one round' : `${rounds} rounds`}. After a warm-up, each server receives requests for ${seconds} s over ${CONNECTIONS} keep-alive connections, always with the same random lists of ids. Nest's logger is disabled; all other settings have their defaults. The benchmark fails if a response is incomplete or its status is not 200.

The figures are medians of all rounds:

- **CPU time** is the time per request, for all processes of the server.
- **p99** is the 99th percentile of the response time.
- **Server core** and **generator core** show how much of their CPU cores the server and the load generator used. A server that used less than 100 % waited for the generator or for other processes. In this case, the CPU time is more meaningful than the number of requests per second.

${environment}

${resultsText(sections)}
${LIMITS}`;
}

const LIMITS = `## Limiting factors

Profiles of the Node.js servers, and of their code in a loop without HTTP, show what limits the performance:

- **One id.** Most of the difference between \`raw\` and \`fastify\` is the cost of Fastify, Nest's router and guards, Passport and TypeORM's query runner. The code of the library takes a tenth to a sixth of the time of a request.
- **Many ids.** SQLite, its driver, \`JSON.stringify\`, UTF-8 encoding and the socket take three quarters of the time, as in \`raw\`. The rest is the cost of work that \`raw\` does not do: converting column values to entity properties, and validating the users that the provider returns. PHP is faster with many ids, possibly because PDO and \`json_encode\` are written in C. PHP was not profiled.
- **Signatures.** The library checks that an identity is unambiguous; a plain hash does not. Nine of ten names in this benchmark contain non-ASCII characters. The check normalizes these names, which takes longer than the hash.
`;

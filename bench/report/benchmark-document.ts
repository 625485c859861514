import type { Options } from '../options.js';
import type { Section } from '../section.js';
import { findingsTable } from './findings-table.js';

/** What was found, and the targets beside it. */
export function resultsText(sections: readonly Section[]): string {
  const texts = sections.map(({ title, text }) => `## ${title}\n\n${text}`);
  const findings = findingsTable(sections.flatMap((section) => section.findings));
  return `${texts.join('\n\n')}\n\n## Targets\n\n${findings}\n`;
}

/**
 * The document that holds the results of a run.
 *
 * @param environment where the figures come from, as Markdown.
 * @param plot the file of the plot, beside the document.
 */
export function benchmarkDocument(
  sections: readonly Section[],
  { seconds, rounds }: Options,
  environment: string,
  plot: string,
): string {
  return `# Benchmark

What \`npm run bench -- --write\` found. \`npm run bench\` measures again and writes nothing; \`--only fastify,raw --ids 1,100 --seconds 1 --rounds 1\` does so in less time.

![Requests a second of each server, as a multiple of bare node:http](${plot})

Each server is a process of its own, started anew in turn, ${rounds === 1 ? 'once' : `in each of ${rounds} rounds`}, and asked over 16 connections that are kept alive for ${seconds} s after it has warmed up, always with the same random lists of ids. The figures are medians of the rounds. CPU time is what all processes of a server used for a request; p99 is the time in which 99 of 100 requests were answered; server core and generator core are the parts of these that the two used. Where the server used less than all of its core, it waited for the generator or for other work of the machine, and CPU time tells more than requests a second. A request that is not answered 200 and in full ends the run. Nest's logger is off; all else is at its default.

${environment}

${resultsText(sections)}
${LIMITS}`;
}

const LIMITS = `## What limits it

As profiles of the servers in Node show, and of what they run in a loop:

- **One id.** Most of what lies between \`raw\` and \`fastify\` is Fastify, Nest's router and guards, Passport's handshake and TypeORM's query runner. Without HTTP, in a loop, all of the users info of one user takes a tenth to a sixth of the time that a request takes.
- **Many ids.** SQLite, its driver, \`JSON.stringify\`, UTF-8 and the socket take three quarters of the time, as they do in \`raw\`. The rest is what \`raw\` leaves out: values read as the entity would hold them, and a check of all that the provider returns. PHP is faster here: PDO and \`json_encode\` are C, which may be why; it was not profiled.
- **Signatures.** A bare hash looks for no second reading. Nine of ten names here go beyond ASCII and are normalized for it, which takes longer than the hash.
- **The package.** Two fifths of it are tools that an application in production does not load.
`;

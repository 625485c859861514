import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { check } from 'recheck';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseReport, runDoctor } from '../test/doctor/run-doctor.js';
import { record } from './support/record.js';
import { isFull } from './support/scale.js';

const MEGABYTE = 1024 * 1024;
const ENVIRONMENT = {
  IMBACHAT_API_LOGIN: 'chat',
  IMBACHAT_API_PASSWORD: 'the-password',
  CHATBRO_SITE_DOMAIN: 'site.example',
  CHATBRO_SECRET_KEY: 'a secret of the proofs',
};

describe('the doctor, against a site and a page of an attacker', () => {
  const sizeMegabytes = isFull ? 1_200 : 120;
  const chunk = Buffer.alloc(MEGABYTE, '1');
  function* chunks(): Generator<Buffer> {
    for (let count = 0; count < sizeMegabytes; count++) yield chunk;
  }
  const PAGES = [
    ['an array without an end', `permissions: [${"'a'   ".repeat(31)}`],
    ['line feeds in an array', `permissions: ['a'${'\n'.repeat(80_000)}`],
    ['arrays in strings', `permissions:['permissions:["`.repeat(isFull ? 100_000 : 10_000)],
  ] as const;
  const newlines = isFull ? 800_000 : 80_000;
  const server = createServer(({ url }, response) => {
    const isCompressed = url!.startsWith('/gzip');
    if (isCompressed) response.setHeader('Content-Encoding', 'gzip');
    const body = url!.startsWith('/newlines') ? ['\n'.repeat(newlines)] : chunks();
    const steps = [Readable.from(body), ...(isCompressed ? [createGzip()] : []), response];
    // The doctor closes the connection.
    pipeline(steps, () => undefined);
  });
  let origin: string;

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close().closeAllConnections());

  it('spends little time and memory on them', async () => {
    const results: string[] = [];
    for (const [what, args, code] of [
      [`a response of ${sizeMegabytes} MB`, [`${origin}/plain`], 'ERR_CHAT_DOCTOR_TOO_LARGE'],
      [`${sizeMegabytes} MB in a compressed response`, [`${origin}/gzip`], 'ERR_CHAT_DOCTOR_TOO_LARGE'],
      [`responses of ${newlines} line feeds`, [`${origin}/newlines`], undefined],
    ] as const) {
      const { cpuSeconds, megabytes, result } = await measure(() =>
        runDoctor([...args, '--json'], ENVIRONMENT),
      );
      expect(parseReport(result).stopped?.code).toBe(code);
      expect(megabytes).toBeLessThan(400);
      expect(cpuSeconds).toBeLessThan(isFull ? 30 : 10);
      results.push(`${what}: ${cpuSeconds.toFixed(1)} s and ${megabytes.toFixed(0)} MB`);
    }
    for (const [what, page] of PAGES) {
      const { cpuSeconds, megabytes, result } = await measure(() =>
        runDoctor(['signature', '-', '--json'], ENVIRONMENT, page),
      );
      expect(result.exitCode).toBe(2);
      expect(megabytes).toBeLessThan(400);
      expect(cpuSeconds).toBeLessThan(10);
      results.push(`a page of ${page.length} bytes with ${what}: ${cpuSeconds.toFixed(1)} s`);
    }
    record({
      id: '12.1',
      claim: 'A site or a page cannot keep the doctor busy or fill its memory',
      measured:
        'CPU time and growth of the memory of a whole run, with the attacking site in the same process',
      result: results.join('; '),
    });
  });
});

describe('every regular expression of the packages', () => {
  it('takes time in proportion to its input, at worst', async () => {
    const patterns = [...literals(), ...(await builtPatterns())];
    const wrong: string[] = [];
    for (const [where, { source, flags }] of patterns) {
      // Without u instead of v, which the analysis does not know.
      const { status, ...details } = await check(source, flags.replace('v', 'u'), { timeout: 60_000 });
      if (status === 'safe') continue;
      wrong.push(
        `${where}: /${source}/${flags} is ${status} ${'complexity' in details ? details.complexity?.summary : ''}`,
      );
    }
    expect(wrong).toEqual([]);
    expect(patterns.length).toBeGreaterThan(50);
    record({
      id: '12.2',
      claim: 'No regular expression of the packages takes more than linear time',
      measured: `${patterns.length} patterns, analysed by recheck`,
      result: 'no polynomial or exponential one',
    });
  });
});

/** Measures the CPU time of a run, and by how much the peak of the memory grew. */
async function measure<T>(
  run: () => Promise<T>,
): Promise<{ cpuSeconds: number; megabytes: number; result: T }> {
  const memory = process.memoryUsage.rss();
  const start = process.cpuUsage();
  const result = await run();
  const { user, system } = process.cpuUsage(start);
  const peak = process.resourceUsage().maxRSS * 1024;
  return { cpuSeconds: (user + system) / 1e6, megabytes: Math.max(0, peak - memory) / MEGABYTE, result };
}

const LIBRARIES = fileURLToPath(new URL('../libs/', import.meta.url));

function sourceFiles(): string[] {
  return readdirSync(LIBRARIES, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /^chat-\w+\/src\/.*(?<!\.spec|\.d)\.ts$/.test(file),
  );
}

/** Returns the regular expressions that are written as literals. */
function literals(): [where: string, pattern: RegExp][] {
  return sourceFiles().flatMap((file) => {
    const found: [string, RegExp][] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) {
        const end = node.text.lastIndexOf('/');
        found.push([file, new RegExp(node.text.slice(1, end), node.text.slice(end + 1))]);
      }
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, readFileSync(LIBRARIES + file, 'utf8'), ts.ScriptTarget.Latest));
    return found;
  });
}

/** Returns the regular expressions that modules build from parts when they are loaded. */
async function builtPatterns(): Promise<[where: string, pattern: RegExp][]> {
  const files = sourceFiles().filter((file) =>
    readFileSync(LIBRARIES + file, 'utf8').includes('new RegExp('),
  );
  const found: [string, RegExp][] = [];
  const original = globalThis.RegExp;
  for (const file of files) {
    globalThis.RegExp = new Proxy(original, {
      construct(target, args: [string]) {
        const pattern = new target(...args);
        if (new Error().stack!.includes(file)) found.push([file, pattern]);
        return pattern;
      },
    });
    await import(LIBRARIES + file);
    globalThis.RegExp = original;
  }
  return found;
}

import { CORES, nextMessage, spawnPinned, terminate } from '../processes/pinned.js';
import { markdownTable } from '../report/markdown-table.js';
import type { Context, Section } from '../section.js';
import type { Rates } from './operation-rates.js';

/** Measures how fast tokens are issued and identities are signed, compared with plain node:crypto and jose. */
export async function measureRates({ log }: Context): Promise<Section> {
  log('tokens and signatures');
  const child = spawnPinned(CORES.server, new URL('service-rates.js', import.meta.url), [], {});
  const rates = await nextMessage<Rates>(child).finally(() => terminate(child));
  const ratio = (one: string, other: string): number =>
    (rates[one] ?? Number.NaN) / (rates[other] ?? Number.NaN);
  return {
    title: 'Tokens and signatures',
    text: markdownTable(
      ['operation', 'per second of CPU time', 'µs per call'],
      Object.entries(rates).map(([name, rate]) => [name, rate.toFixed(0), (1e6 / rate).toFixed(2)]),
    ),
    findings: [
      {
        name: 'Tokens: rate of TokenService.issue relative to plain createHmac',
        measured: ratio('TokenService.issue', 'plain createHmac'),
        target: { bound: 'at least', value: 0.4 },
      },
      ...['sign', 'signUser'].map((method) => ({
        name: `Signatures: rate of ChatBroSignatureService.${method} relative to plain createHash('md5')`,
        measured: ratio(`ChatBroSignatureService.${method}`, "plain createHash('md5')"),
        target: { bound: 'at least', value: 1 } as const,
      })),
    ],
  };
}

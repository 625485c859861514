import { CORES, end, nextMessage, spawnPinned } from '../processes/pinned.js';
import { markdownTable } from '../report/markdown-table.js';
import type { Context, Section } from '../section.js';
import type { Rates } from './rates-of.js';

/** How fast tokens are issued and identities signed, beside bare node:crypto and jose. */
export async function measureRates({ say }: Context): Promise<Section> {
  say('tokens and signatures');
  const child = spawnPinned(CORES.server, new URL('service-rates.js', import.meta.url), [], {});
  const rates = await nextMessage<Rates>(child).finally(() => end(child));
  const ratio = (one: string, other: string): number =>
    (rates[one] ?? Number.NaN) / (rates[other] ?? Number.NaN);
  return {
    title: 'Tokens and signatures',
    text: markdownTable(
      ['', 'a second of CPU', 'µs each'],
      Object.entries(rates).map(([name, rate]) => [name, rate.toFixed(0), (1e6 / rate).toFixed(2)]),
    ),
    findings: [
      {
        what: 'Tokens: TokenService.issue to bare createHmac',
        measured: ratio('TokenService.issue', 'bare createHmac'),
        target: { bound: 'at least', value: 0.4 },
      },
      ...['sign', 'signUser'].map((method) => ({
        what: `Signatures: ChatBroSignatureService.${method} to bare createHash('md5')`,
        measured: ratio(`ChatBroSignatureService.${method}`, "bare createHash('md5')"),
        target: { bound: 'at least', value: 1 } as const,
      })),
    ],
  };
}

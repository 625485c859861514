import { describe, expect, it } from 'vitest';
import type { Performance } from '../load/measure-load.js';
import type { PeerName } from './peers.js';
import { usersInfoSection } from './users-info-section.js';

const performance = (requestsPerSecond: number, cpuMicros: number): Performance => ({
  requestsPerSecond,
  cpuMicros,
  p99Ms: 2.5,
  rssBytes: 80 * 2 ** 20,
  generatorLoad: 0.5,
});

const results = (sizes: Record<number, Partial<Record<PeerName, Performance>>>) =>
  new Map(
    Object.entries(sizes).map(([size, peers]) => [
      Number(size),
      new Map(Object.entries(peers) as [PeerName, Performance][]),
    ]),
  );

const BOTH = results({
  1: { raw: performance(20_000, 50), fastify: performance(16_000, 60) },
  100: { raw: performance(1_000, 1_000), fastify: performance(900, 1_200) },
});

describe('usersInfoSection', () => {
  it('describes each peer and its performance', () => {
    const { text } = usersInfoSection(BOTH);
    expect(text).toContain('- `raw`: plain node:http');
    expect(text).not.toContain('`php`');
    expect(text).toContain('| fastify | 16000 | 0.80 | 60.0 | 1.20 | 2.50 | 80 | 96 % | 50 % |');
  });

  it('compares only measured peers', () => {
    const { text, findings } = usersInfoSection(BOTH);
    expect(text).toContain('| fastify / raw | 0.80 | 0.90 |');
    expect(text).not.toContain('/ naive-fastify');
    expect(findings.slice(0, 2)).toEqual([
      {
        name: 'Users info, 1 id: requests/s of fastify relative to raw',
        measured: 0.8,
        target: { bound: 'at least', value: 0.75 },
      },
      {
        name: 'Users info, 100 ids: requests/s of fastify relative to raw',
        measured: 0.9,
        target: { bound: 'at least', value: 0.95 },
      },
    ]);
  });

  it('shows the growth of the cost, with a target only for the library', () => {
    const { text, findings } = usersInfoSection(BOTH);
    expect(text).toContain('| fastify | 60.00 | 12.00 | 0.20 |');
    expect(findings.slice(2)).toEqual([
      {
        name: 'Scaling: growth of the CPU time of fastify relative to the number of ids',
        measured: 0.2,
        target: { bound: 'at most', value: 1 },
      },
    ]);
  });

  it('omits the growth for a single number of ids', () => {
    const { text, findings } = usersInfoSection(results({ 7: { fastify: performance(1, 1) } }));
    expect(text).not.toContain('growth');
    expect(text).not.toContain('requests/s ratio');
    expect(findings).toEqual([]);
  });

  it('contains a table and a plot for the README if peers can be compared', () => {
    expect(usersInfoSection(BOTH).excerpt).toEqual({
      file: 'README.md',
      plot: expect.stringContaining('100 ids'),
      table: expect.stringContaining('| fastify / raw | 0.80 | 0.90 |'),
    });
    expect(usersInfoSection(results({ 1: { php: performance(1, 1) } }))).not.toHaveProperty('excerpt');
  });
});

import { describe, expect, it } from 'vitest';
import { instancesSection, notMeasured } from './instances-section.js';

const performance = {
  requestsPerSecond: 1_999.6,
  cpuMicros: 480.4,
  p99Ms: 12.34,
  rssBytes: 150 * 2 ** 20,
  generatorLoad: 0.5,
};

describe('instancesSection', () => {
  it('has a line for each way to run a site on each adapter, for docs/scaling.md too', () => {
    const { text, inShort } = instancesSection([
      { what: 'one process', performances: [{ adapter: 'express', performance }] },
      { what: 'two processes', performances: [{ adapter: 'fastify', performance }] },
    ]);
    expect(inShort).toEqual({
      file: 'docs/scaling.md',
      table: expect.stringContaining('| one process | express |'),
    });
    expect(inShort!.table).toContain('| two processes | fastify | 480 | 12.3 | 150 | 2000 |');
    expect(text).toContain(inShort!.table);
  });

  it('says what was missing, and leaves docs/scaling.md alone', () => {
    const section = notMeasured(['Redis', 'nginx']);
    expect(section.text).toContain('there was no Redis, no nginx');
    expect(section).not.toHaveProperty('inShort');
  });
});

import { describe, expect, it } from 'vitest';
import { instancesSection, unavailableSection } from './instances-section.js';

const performance = {
  requestsPerSecond: 1_999.6,
  cpuMicros: 480.4,
  p99Ms: 12.34,
  rssBytes: 150 * 2 ** 20,
  generatorLoad: 0.5,
};

describe('instancesSection', () => {
  it('contains a row for each deployment and adapter, also for docs/scaling.md', () => {
    const { text, excerpt } = instancesSection([
      { name: 'one process', performances: [{ adapter: 'express', performance }] },
      { name: 'two processes', performances: [{ adapter: 'fastify', performance }] },
    ]);
    expect(excerpt).toEqual({
      file: 'docs/scaling.md',
      table: expect.stringContaining('| one process | express |'),
    });
    expect(excerpt!.table).toContain('| two processes | fastify | 480 | 12.3 | 150 | 2000 |');
    expect(text).toContain(excerpt!.table);
  });

  it('lists unavailable services and has no excerpt for docs/scaling.md', () => {
    const section = unavailableSection(['Redis', 'nginx']);
    expect(section.text).toBe('Not measured. Unavailable services: Redis, nginx.');
    expect(section).not.toHaveProperty('excerpt');
  });
});

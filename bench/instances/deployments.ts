/** One way to run a site. */
export interface Deployment {
  readonly what: string;
  /** How many processes of the demo there are; two have nginx before them. */
  readonly processes: 1 | 2;
  /** What is set for each. */
  readonly environment: Readonly<Record<string, string>>;
}

const REMEMBERED = { USER_CACHE_SECONDS: '3600' };

/** The ways that docs/scaling.md tells of. */
export function deployments(redisUrl: string): readonly Deployment[] {
  const shared = { ...REMEMBERED, REDIS_URL: redisUrl };
  return [
    { what: 'one process, no cache', processes: 1, environment: {} },
    { what: 'one process, cache in memory', processes: 1, environment: REMEMBERED },
    { what: 'one process, cache in Redis', processes: 1, environment: shared },
    { what: 'two processes behind nginx, cache in Redis', processes: 2, environment: shared },
  ];
}

/** A deployment of the demo. */
export interface Deployment {
  readonly name: string;
  /** The number of demo processes. Two processes run behind nginx. */
  readonly processes: 1 | 2;
  /** The environment variables of each process. */
  readonly environment: Readonly<Record<string, string>>;
}

const CACHED = { USER_CACHE_SECONDS: '3600' };

/** Returns the deployments that docs/scaling.md describes. */
export function deployments(redisUrl: string): readonly Deployment[] {
  const shared = { ...CACHED, REDIS_URL: redisUrl };
  return [
    { name: 'one process, no cache', processes: 1, environment: {} },
    { name: 'one process, cache in memory', processes: 1, environment: CACHED },
    { name: 'one process, cache in Redis', processes: 1, environment: shared },
    { name: 'two processes behind nginx, cache in Redis', processes: 2, environment: shared },
  ];
}

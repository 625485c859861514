import { randomBytes, randomInt } from 'node:crypto';
import type { HttpAdapterName } from '../../src/config/demo-config.js';
import { Nginx, nginxPath } from '../../test/scale/nginx.js';
import { databases, urlOf } from '../../test/support/databases.js';
import { redisUrl } from '../../test/support/redis.js';
import { LoadGenerator } from '../load/load-generator.js';
import {
  measureLoad,
  medianPerformance,
  type Measurable,
  type Performance,
  warmUp,
} from '../load/measure-load.js';
import { ServerProcess } from '../processes/server-process.js';
import { ROOT } from '../root.js';
import type { Context, Section } from '../section.js';
import { idLists } from '../site/id-lists.js';
import { IMBACHAT, SITE_URL, USERS_PATH } from '../site/site.js';
import { type Deployment, deployments } from './deployments.js';
import { instancesSection, unavailableSection } from './instances-section.js';

const DOCUMENT = `${ROOT}docs/scaling.md`;
const MEMBERS = 1_000;
const IDS = 20;
const ADAPTERS: readonly HttpAdapterName[] = ['express', 'fastify'];

/** Measures the demo with PostgreSQL: one process and two processes behind nginx, with and without a cache. */
export async function measureInstances({ options, log }: Context): Promise<Section> {
  const postgres = databases.find(({ name }) => name === 'PostgreSQL')!;
  if (!postgres.available || !redisUrl || !nginxPath) {
    const missing = Object.entries({ PostgreSQL: postgres.available, Redis: redisUrl, nginx: nginxPath })
      .filter(([, isAvailable]) => !isAvailable)
      .map(([name]) => name);
    log(`skipped instances, unavailable services: ${missing.join(', ')}`);
    return unavailableSection(missing);
  }
  const { rounds, seconds } = options;
  const paths = idLists(IDS, MEMBERS).map((list) => USERS_PATH + list.join());
  const site = { ...SITE, IMBACHAT_WIDGET_ID: `${randomInt(1, 2 ** 47)}` };
  const measured = new Map<Deployment, Map<HttpAdapterName, Performance[]>>(
    deployments(redisUrl).map((deployment) => [
      deployment,
      new Map(ADAPTERS.map((adapter) => [adapter, []])),
    ]),
  );
  const database = await postgres.create();
  const generator = LoadGenerator.start();
  try {
    for (let round = 1; round <= rounds; round++) {
      for (const [deployment, of] of measured) {
        for (const [adapter, all] of of) {
          log(`instances, round ${round} of ${rounds}: ${deployment.name}, ${adapter}`);
          const environment = {
            ...site,
            ...deployment.environment,
            DATABASE_URL: urlOf(database.options)!,
            HTTP_ADAPTER: adapter,
          };
          const running = await RunningDeployment.start(deployment.processes, environment);
          try {
            await warmUp(running, generator, paths);
            all.push(await measureLoad(running, generator, paths, seconds));
          } finally {
            await running.stop();
          }
        }
      }
    }
  } finally {
    await generator.stop();
    await database.drop();
  }
  return instancesSection(
    [...measured].map(([{ name }, of]) => ({
      name,
      performances: [...of].map(([adapter, all]) => ({ adapter, performance: medianPerformance(all) })),
    })),
  );
}

/** The environment variables of all deployments. */
const SITE = {
  NODE_ENV: 'development',
  CHAT_SANDBOX: 'off',
  SITE_URL,
  DEMO_MEMBERS: `${MEMBERS}`,
  SESSION_SECRET: randomBytes(32).toString('base64'),
  TRUST_PROXY: '127.0.0.1',
  IMBACHAT_API_LOGIN: IMBACHAT.apiLogin,
  IMBACHAT_API_PASSWORD: IMBACHAT.apiPassword,
  IMBACHAT_SECRET_KEY: IMBACHAT.secretKey,
};

/** Running processes of the demo. Two processes run behind nginx. */
class RunningDeployment implements Measurable {
  private constructor(
    private readonly instances: readonly ServerProcess[],
    private readonly nginx: Nginx | null,
  ) {}

  static async start(
    processes: 1 | 2,
    environment: Readonly<Record<string, string>>,
  ): Promise<RunningDeployment> {
    const instances: ServerProcess[] = [];
    try {
      while (instances.length < processes) instances.push(await ServerProcess.start(['demo'], environment));
      const [first, second] = instances;
      return new RunningDeployment(
        instances,
        second ? await Nginx.start(DOCUMENT, [first!.port, second.port]) : null,
      );
    } catch (error) {
      await Promise.all(instances.map((instance) => instance.stop()));
      throw error;
    }
  }

  get port(): number {
    return this.nginx?.port ?? this.instances[0]!.port;
  }

  /** Returns the usage of the demo's processes, without nginx. */
  async usage() {
    const all = await Promise.all(this.instances.map((instance) => instance.usage()));
    return {
      cpuMicros: all.reduce((sum, { cpuMicros }) => sum + cpuMicros, 0),
      rssBytes: all.reduce((sum, { rssBytes }) => sum + rssBytes, 0),
    };
  }

  async stop(): Promise<void> {
    await this.nginx?.stop();
    await Promise.all(this.instances.map((instance) => instance.stop()));
  }
}

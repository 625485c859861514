import { type INestApplication, Logger, type LoggerService } from '@nestjs/common';
import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  type DataPoint,
  type Histogram,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { ChatIntegrationModule, type ImbaChatOptions } from 'nestjs-chat-integration';
import { FakeUserProvider } from 'nestjs-chat-integration/testing';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import request from 'supertest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { layOut } from './docs/snippets.js';
import { CHAT_SERVER, IMBACHAT } from './support/fixtures.js';
import { freePort } from './support/free-port.js';
import { ADAPTERS, type Adapter, basic, startHost } from './support/host.js';

const USERS_INFO = '/imbachat/api/v1/users/';

class BrokenUserProvider extends FakeUserProvider {
  override findByIds = () => Promise.reject(new Error('the database is unavailable'));
}

const apps: INestApplication[] = [];
const lines: { level: string; line: unknown[] }[] = [];
const recorder = Object.fromEntries(
  ['log', 'error', 'warn', 'debug', 'verbose', 'fatal'].map((level) => [
    level,
    (...line: unknown[]) => lines.push({ level, line }),
  ]),
) as unknown as LoggerService;

async function start(
  adapter: Adapter,
  options: Partial<ImbaChatOptions> = {},
  provider = new FakeUserProvider([{ id: 1, name: 'Ada' }]),
) {
  const module = ChatIntegrationModule.forRoot({
    imbachat: { ...IMBACHAT, ...options },
    userProvider: { useFactory: () => provider },
    userProviderTimeoutMs: 50,
  });
  const app = await startHost({
    adapter,
    imports: [module],
    configure: (host) => host.useLogger(recorder),
  });
  apps.push(app);
  return (path: string, authorization = CHAT_SERVER) =>
    request(app.getHttpServer()).get(path).set('Authorization', authorization).set('X-Request-Id', 'trace-1');
}

afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
  Logger.overrideLogger(false);
  lines.length = 0;
});

describe.each(ADAPTERS)('metrics on %s', (adapter) => {
  let exporter: InMemoryMetricExporter;
  let provider: MeterProvider;

  beforeEach(() => {
    exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
    provider = new MeterProvider({ readers: [reader] });
    metrics.setGlobalMeterProvider(provider);
  });
  afterEach(async () => {
    metrics.disable();
    await provider.shutdown();
  });

  /** Returns a line for each series, with its value or its number of values. */
  const measured = async (): Promise<string[]> => {
    // The end of a response is measured after the client has received it.
    await new Promise((resolve) => setTimeout(resolve, 20));
    await provider.forceFlush();
    const [scope] = exporter.getMetrics().at(-1)?.scopeMetrics ?? [];
    const series = (scope?.metrics ?? []).flatMap(({ descriptor, dataPoints }) =>
      (dataPoints as DataPoint<number | Histogram>[]).map(({ attributes, value }) => {
        const labels = Object.values(attributes).join(' ');
        return `${descriptor.name} ${labels} ${typeof value === 'number' ? value : value.count}`;
      }),
    );
    return series.map((line) => line.replace(/ +/g, ' ')).toSorted();
  };

  it('count and time requests of the chat server', async () => {
    const get = await start(adapter, { userCache: { ttlSeconds: 60, maxUsers: 10 } });
    await get(`${USERS_INFO}1,2`);
    await get(`${USERS_INFO}1,3`);
    expect(await measured()).toEqual([
      'chat.server.request.duration users_info 200 2',
      'chat.user_cache.lookups hit 1',
      'chat.user_cache.lookups miss 3',
      'chat.user_provider.duration findByIds result 2',
      'chat.users.asked 4',
      'chat.users.found 2',
    ]);
  });

  it('count rejected requests by reason', async () => {
    const failureLimiter = new RateLimiterMemory({ points: 2, duration: 60 });
    const get = await start(adapter, { failureLimiter });
    await get(`${USERS_INFO}1`, 'Bearer x');
    await get(`${USERS_INFO}1`, basic('Chat-Server', 'guess'));
    await get(`${USERS_INFO}1`);
    expect(await measured()).toEqual([
      'chat.server.refusals limited 1',
      'chat.server.refusals malformed 1',
      'chat.server.refusals wrong 1',
      'chat.server.request.duration users_info 401 2',
      'chat.server.request.duration users_info 429 1',
    ]);
  });

  it('distinguish errors and timeouts of the provider', async () => {
    const broken = await start(adapter, {}, new BrokenUserProvider([]));
    const hanging = Object.assign(new FakeUserProvider([]), { findByIds: () => new Promise(() => {}) });
    const slow = await start(adapter, {}, hanging);
    await broken(`${USERS_INFO}1`);
    await slow(`${USERS_INFO}1`);
    expect(await measured()).toEqual([
      'chat.server.request.duration users_info 503 2',
      'chat.user_provider.duration findByIds error 1',
      'chat.user_provider.duration findByIds timeout 1',
    ]);
  });
});

it('the example in the documentation exports the metrics to Prometheus', async () => {
  const files = layOut('docs/observability.md', 'observability');
  const { startMetrics } = (await import(/* @vite-ignore */ files.get('src/start-metrics.ts')!)) as {
    startMetrics(port: number): MeterProvider;
  };
  const port = await freePort();
  const provider = startMetrics(port);
  try {
    const get = await start('express');
    await get(`${USERS_INFO}1,2`);
    await vi.waitFor(async () => {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      expect(text).toMatch(/^chat_users_asked_total\S* 2$/m);
      expect(text).toMatch(/^chat_server_request_duration_count\{.*chat_endpoint="users_info".*\} 1$/m);
    });
  } finally {
    metrics.disable();
    await provider.shutdown();
  }
});

describe.each(ADAPTERS)('the log on %s', (adapter) => {
  const detailsOf = (context: string) =>
    lines.filter(({ line }) => line.at(-1) === context).map(({ level, line }) => [level, line[1]]);

  // Fastify generates request ids. Express does not, so the id of the proxy is used.
  const requestId = adapter === 'fastify' ? expect.stringMatching(/^req-/) : 'trace-1';

  it('contains a line with the request id for each request', async () => {
    const get = await start(adapter);
    await get(`${USERS_INFO}1`);
    await get(`${USERS_INFO}1`, basic('Chat-Server', 'guess'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    const call = { requestId, endpoint: 'users_info', milliseconds: expect.any(Number) };
    expect(detailsOf('ChatTelemetry')).toEqual([
      ['debug', { ...call, status: 200 }],
      ['debug', { ...call, status: 401 }],
    ]);
    expect(detailsOf('AuthorizationLimiter')).toEqual([
      ['warn', { requestId, client: '127.0.0.1', refusal: 'wrong' }],
    ]);
  });

  it('contains the request id of an error', async () => {
    const get = await start(adapter, {}, new BrokenUserProvider([]));
    await get(`${USERS_INFO}1`);
    expect(detailsOf('ImbaChatExceptionFilter')).toEqual([['error', { requestId, status: 503 }]]);
  });

  it('contains no secrets', async () => {
    const get = await start(adapter);
    const authorizations = [CHAT_SERVER, basic('Chat-Server', 'nearly-pass:words'), 'Basic cGFzczp3b3Jkcw'];
    for (const authorization of authorizations) await get(`${USERS_INFO}1`, authorization);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(lines.length).toBeGreaterThan(3);
    expect(JSON.stringify(lines)).not.toMatch(/pass:words|cGFzczp3b3Jkcw|Q2hhdC1TZXJ2ZXI|secret-key/);
  });
});

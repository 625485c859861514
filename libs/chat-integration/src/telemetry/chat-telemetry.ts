import type { ServerResponse } from 'node:http';
import { type ExecutionContext, Injectable, Logger } from '@nestjs/common';
import { metrics } from '@opentelemetry/api';
import { requestIdOf, type IdentifiedRequest } from './request-id.js';

/** The outcome of a call of the `UserProvider`. */
export type ProviderOutcome = 'result' | 'error' | 'timeout' | 'refused';

/** Buckets of durations, in seconds: from a cached response to twice the provider's default deadline. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * Records the OpenTelemetry metrics of the meter `nestjs-chat-integration`. They are exported if a meter provider is
 * registered before the application is created; otherwise they do nothing. The chat server's calls are also logged at
 * the level `debug`.
 *
 * No attribute contains anything about a user, a client or a secret.
 */
@Injectable()
export class ChatTelemetry {
  private readonly logger = new Logger(ChatTelemetry.name);
  readonly #meter = metrics.getMeter('nestjs-chat-integration');

  readonly #requests = this.#meter.createHistogram('chat.server.request.duration', {
    description: "Duration of the chat server's calls.",
    unit: 's',
    advice: { explicitBucketBoundaries: SECONDS },
  });
  readonly #refusals = this.#meter.createCounter('chat.server.refusals', {
    description: "Calls without the chat server's authorization, by reason.",
    unit: '{call}',
  });
  readonly #usersAsked = this.#meter.createCounter('chat.users.asked', {
    description: 'Users that the chat server asked for.',
    unit: '{user}',
  });
  readonly #usersFound = this.#meter.createCounter('chat.users.found', {
    description: 'Users that users info contained.',
    unit: '{user}',
  });
  readonly #providerCalls = this.#meter.createHistogram('chat.user_provider.duration', {
    description: "Duration of the calls of the host's UserProvider, by method.",
    unit: 's',
    advice: { explicitBucketBoundaries: SECONDS },
  });
  readonly #cacheLookups = this.#meter.createCounter('chat.user_cache.lookups', {
    description: 'Lookups of users in the user cache, by result.',
    unit: '{user}',
  });

  /** Records a call of the chat server when its response ends. @param endpoint the name of the endpoint. */
  recordCall(endpoint: string, context: ExecutionContext): void {
    const start = performance.now();
    const http = context.switchToHttp();
    const reply = http.getResponse<ServerResponse & { raw?: ServerResponse }>();
    // Fastify's reply contains Node's response; Express's response is one.
    const response = reply.raw ?? reply;
    response.once('close', () => {
      const milliseconds = performance.now() - start;
      const status = response.statusCode;
      this.#requests.record(milliseconds / 1000, {
        'chat.endpoint': endpoint,
        'http.response.status_code': status,
      });
      if (!Logger.isLevelEnabled('debug')) return;
      this.logger.debug(`Responded to ${endpoint} with ${status}.`, {
        requestId: requestIdOf(http.getRequest<IdentifiedRequest>()),
        endpoint,
        status,
        milliseconds: Math.round(milliseconds),
      });
    });
  }

  /** Counts a refused call. @param reason a word from a fixed list. */
  refused(reason: string): void {
    this.#refusals.add(1, { 'chat.refusal.reason': reason });
  }

  /** Counts the users of a users info response. */
  usersInfo(asked: number, found: number): void {
    this.#usersAsked.add(asked);
    this.#usersFound.add(found);
  }

  /** Records a call of the `UserProvider`. @param seconds until its result, its error or the deadline. */
  provider(method: string, outcome: ProviderOutcome, seconds: number): void {
    this.#providerCalls.record(seconds, { 'chat.method': method, 'chat.outcome': outcome });
  }

  /** Counts lookups in the user cache. */
  cache(hits: number, misses: number): void {
    if (hits > 0) this.#cacheLookups.add(hits, { 'chat.result': 'hit' });
    if (misses > 0) this.#cacheLookups.add(misses, { 'chat.result': 'miss' });
  }
}

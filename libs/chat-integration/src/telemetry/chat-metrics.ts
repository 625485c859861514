import { Injectable } from '@nestjs/common';
import { metrics } from '@opentelemetry/api';

/** How a call of the host's provider ended. */
export type ProviderOutcome = 'answer' | 'error' | 'timeout';

/** Buckets of durations: from what a cached answer takes to twice the provider's default deadline. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * What is measured, as OpenTelemetry metrics of the meter `nestjs-chat-integration`. A host that has registered a
 * meter provider before it makes the application exports them; for every other host they do nothing.
 *
 * No attribute holds anything of a user, a client or a secret.
 */
@Injectable()
export class ChatMetrics {
  readonly #meter = metrics.getMeter('nestjs-chat-integration');

  readonly #requests = this.#meter.createHistogram('chat.server.request.duration', {
    description: "Time from the chat server's call to the end of the answer.",
    unit: 's',
    advice: { explicitBucketBoundaries: SECONDS },
  });
  readonly #refusals = this.#meter.createCounter('chat.server.refusals', {
    description: "Calls that were refused the chat server's authorization, by reason.",
    unit: '{call}',
  });
  readonly #usersAsked = this.#meter.createCounter('chat.users.asked', {
    description: 'Users that users info was asked for.',
    unit: '{user}',
  });
  readonly #usersFound = this.#meter.createCounter('chat.users.found', {
    description: 'Users that users info answered with.',
    unit: '{user}',
  });
  readonly #providerCalls = this.#meter.createHistogram('chat.user_provider.duration', {
    description: "Time that the host's UserProvider took, by method.",
    unit: 's',
    advice: { explicitBucketBoundaries: SECONDS },
  });
  readonly #cacheLookups = this.#meter.createCounter('chat.user_cache.lookups', {
    description: 'Users that were looked for in the user cache, by result.',
    unit: '{user}',
  });

  /** The chat server's call was answered. @param seconds from the call to the end of the answer. */
  answered(endpoint: string, status: number, seconds: number): void {
    this.#requests.record(seconds, { 'chat.endpoint': endpoint, 'http.response.status_code': status });
  }

  /** A call was refused. @param reason one of few words. */
  refused(reason: string): void {
    this.#refusals.add(1, { 'chat.refusal.reason': reason });
  }

  /** Users info was answered. */
  usersInfo(asked: number, found: number): void {
    this.#usersAsked.add(asked);
    this.#usersFound.add(found);
  }

  /** The host's provider was called. @param seconds until its answer, its error or the end of the wait. */
  provider(method: string, outcome: ProviderOutcome, seconds: number): void {
    this.#providerCalls.record(seconds, { 'chat.method': method, 'chat.outcome': outcome });
  }

  /** Users were looked for in the cache. */
  cache(hits: number, misses: number): void {
    if (hits > 0) this.#cacheLookups.add(hits, { 'chat.result': 'hit' });
    if (misses > 0) this.#cacheLookups.add(misses, { 'chat.result': 'miss' });
  }
}

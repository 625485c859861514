import { type Abstract, Inject, Injectable } from '@nestjs/common';
import { ContextIdFactory, ModuleRef } from '@nestjs/core';

/** A class that the host implements, or any other injection token. */
type Token<T> = Abstract<T> | string | symbol;

type Context = ReturnType<typeof ContextIdFactory.create>;

/** What the host implements. */
export interface HostProvider<T> {
  /** Returns the singleton, or the instance for this request if there is one for each request or tenant. */
  of(request: object): T | Promise<T>;
  /** Returns whether there is an instance for each request or tenant. */
  isScoped(): boolean;
}

/**
 * Finds what the host implements when it is needed. Injecting it would be simpler, but what injects a request-scoped
 * provider becomes request-scoped too: also the limiter, the cache, and what requires options alone.
 */
@Injectable()
export class HostProviders {
  readonly #contexts = new WeakMap<object, Context>();

  constructor(@Inject(ModuleRef) private readonly moduleRef: ModuleRef) {}

  /** Returns the host's provider with this token. */
  get<T extends object>(token: Token<T>): HostProvider<T> {
    let found: T | null | undefined;
    const singleton = (): T | null => (found === undefined ? (found = this.#singleton<T>(token)) : found);
    return {
      of: (request) =>
        singleton() ?? this.moduleRef.resolve<T>(token, this.#contextOf(request), { strict: true }),
      isScoped: () => singleton() === null,
    };
  }

  /** Returns `null` for a request-scoped, durable or transient provider, which Nest returns for a context only. */
  #singleton<T extends object>(token: Token<T>): T | null {
    try {
      return this.moduleRef.get<T>(token, { strict: true });
    } catch {
      return null;
    }
  }

  /** Returns the injection context of a request, created as for a request-scoped controller. */
  #contextOf(request: object): Context {
    const known = this.#contexts.get(request);
    if (known) return known;
    const context = ContextIdFactory.getByRequest(request as Record<string, unknown>);
    this.#contexts.set(request, context);
    this.moduleRef.registerRequestByContextId(Object.assign(request, context.payload), context);
    return context;
  }
}

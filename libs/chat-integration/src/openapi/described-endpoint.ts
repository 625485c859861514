import type { OpenAPIObject } from '@nestjs/swagger';

/** An operation of a document. */
export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** An endpoint of the library: how @nestjs/swagger lists it, and how it is described. */
export interface DescribedEndpoint {
  readonly method: 'get' | 'post';
  /** The path that Nest has of it, below the global prefix, as a template. */
  readonly listed: string;
  /** The path that stands in the document, below the global prefix. */
  readonly path: string;
  /** The description; `null` where the endpoint is mounted, but not served. */
  readonly operation: Operation | null;
}

/** A path template of several parts, each with or without slashes around it. */
export function templateOf(...parts: readonly string[]): string {
  const segments = parts.flatMap((part) => part.split('/')).filter((segment) => segment !== '');
  return `/${segments.map((segment) => segment.replace(/^:(\w+)$/, '{$1}')).join('/')}`;
}

/** A directive of a Content-Security-Policy that lists sources, in helmet's spelling. */
export type CspDirective =
  | 'childSrc'
  | 'connectSrc'
  | 'fontSrc'
  | 'formAction'
  | 'frameSrc'
  | 'imgSrc'
  | 'manifestSrc'
  | 'mediaSrc'
  | 'scriptSrc'
  | 'styleSrc'
  | 'workerSrc';

/** The sources that a page's Content-Security-Policy must allow, by directive. */
export type CspSources = { readonly [Directive in CspDirective]?: readonly string[] };

/** Returns the source of a base URL: its origin, or `'self'` for a path of the site. @internal */
export function sourceOf(baseUrl: string): string {
  return baseUrl.startsWith('/') ? "'self'" : new URL(baseUrl).origin;
}

/** Merges the sources of several widgets, each source once. @internal */
export function mergeSources(all: readonly CspSources[]): CspSources {
  const merged: Partial<Record<CspDirective, string[]>> = {};
  for (const sources of all) {
    for (const [directive, list] of Object.entries(sources) as [CspDirective, readonly string[]][]) {
      merged[directive] = [...new Set([...(merged[directive] ?? []), ...list])];
    }
  }
  return merged;
}

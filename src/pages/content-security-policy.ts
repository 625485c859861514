/** Sources by directive. */
export type CspSources = Readonly<Record<string, readonly string[]>>;

const PAGE_SOURCES: CspSources = {
  'default-src': ["'none'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'form-action': ["'self'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** The policy of a page, with further sources (a nonce, a widget's own) beside its own. */
export function contentSecurityPolicy(further: CspSources = {}): string {
  const directives = new Set([...Object.keys(PAGE_SOURCES), ...Object.keys(further)]);
  return [...directives]
    .map((name) => [name, ...(PAGE_SOURCES[name] ?? []), ...(further[name] ?? [])].join(' '))
    .join('; ');
}

/** Sources that a widget needs, by directive in helmet's spelling. */
export interface WidgetSources {
  readonly scriptSrc: readonly string[];
  readonly connectSrc: readonly string[];
}

/** The source that stands for a base URL: its origin, or `'self'` for a path of the site's own. */
export function sourceOf(baseUrl: string): string {
  return baseUrl.startsWith('/') ? "'self'" : new URL(baseUrl).origin;
}

/** All sources of several widgets, each once. */
export function mergeSources(widgets: readonly WidgetSources[], nonce: string): WidgetSources {
  const all = (directive: keyof WidgetSources): string[] => [
    ...new Set(widgets.flatMap((sources) => sources[directive])),
  ];
  return { scriptSrc: [`'nonce-${nonce}'`, ...all('scriptSrc')], connectSrc: all('connectSrc') };
}

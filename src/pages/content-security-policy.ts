import type { CspSources } from 'nestjs-chat-integration';

const PAGE_SOURCES = {
  defaultSrc: ["'none'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

/** Returns the Content-Security-Policy of a page, which also allows the sources of its widgets. */
export function contentSecurityPolicy(widgets: CspSources = {}): string {
  const sources: Readonly<Record<string, readonly string[]>> = PAGE_SOURCES;
  const widgetSources: Readonly<Record<string, readonly string[]>> = widgets;
  return [...new Set([...Object.keys(sources), ...Object.keys(widgetSources)])]
    .map((name) => [kebabCase(name), ...(sources[name] ?? []), ...(widgetSources[name] ?? [])].join(' '))
    .join('; ');
}

function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Returns whether an `Accept` header includes HTML, as it does for page requests of browsers. */
export function acceptsHtml(accept: string | undefined): boolean {
  return /\btext\/html\b/i.test(accept ?? '');
}

/** Returns whether a header includes the JSON media type. */
export function isJson(mediaType: string | undefined): boolean {
  return /\bapplication\/json\b/i.test(mediaType ?? '');
}

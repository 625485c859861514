/** Tells whether a client asks for HTML, as browsers do and scripts do not. */
export function acceptsHtml(accept: string | undefined): boolean {
  return /\btext\/html\b/i.test(accept ?? '');
}

/** Tells whether a header names JSON. */
export function isJson(mediaType: string | undefined): boolean {
  return /\bapplication\/json\b/i.test(mediaType ?? '');
}

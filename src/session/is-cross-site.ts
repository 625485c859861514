import type { IncomingHttpHeaders } from 'node:http';

/**
 * Tells whether a page of another site made the browser send a request. Clients that are no browser, the chat
 * server among them, send none of the headers that tell.
 */
export function isCrossSite(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  // Another port of one host is "same-site", and yet another site: only one's own pages may log one in or out.
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  // Browsers leave Sec-Fetch-Site out over plain http.
  const { origin } = headers;
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== headers.host);
}

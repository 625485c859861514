import type { IncomingHttpHeaders } from 'node:http';

/**
 * Returns whether a browser sent a request on behalf of another site. Other clients, such as the chat server, send
 * neither `Sec-Fetch-Site` nor `Origin`, and their requests are not cross-site.
 */
export function isCrossSite(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  // "same-site" includes other ports and subdomains of the host, which must not log users in or out.
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  // Browsers omit Sec-Fetch-Site for plain HTTP.
  const { origin } = headers;
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== headers.host);
}

import type { AddressInfo } from 'node:net';
import { Server } from 'node:tls';
import type { HttpAdapterHost } from '@nestjs/core';
import { InvalidOptionsError } from '../chat-integration.errors.js';

/**
 * Returns the absolute URL of a base URL, for calls of this server. A path of the site is called at the address on
 * which this application listens, because what stands in for a vendor there, such as the sandbox, is part of it.
 *
 * @param option the path of the option, for the error.
 * @throws {InvalidOptionsError} when the base URL is a path and the application does not listen on a TCP port.
 */
export function serverUrl(baseUrl: string, option: string, { httpAdapter }: HttpAdapterHost): string {
  if (!baseUrl.startsWith('/')) return baseUrl;
  const server = httpAdapter?.getHttpServer() as { address?(): AddressInfo | string | null } | undefined;
  const address = server?.address?.() ?? null;
  if (address === null || typeof address === 'string') {
    const message =
      `expected an absolute URL, because this application does not listen on a port, but got "${baseUrl}". ` +
      'Fix: set a URL such as http://localhost:3000/chat-sandbox, or call the service after app.listen().';
    throw new InvalidOptionsError([{ path: option, message }]);
  }
  const { address: host, port, family } = address;
  const loopback = family === 'IPv6' ? '[::1]' : '127.0.0.1';
  const isAny = ['0.0.0.0', '::'].includes(host);
  const name = isAny ? loopback : family === 'IPv6' ? `[${host}]` : host;
  return `${server instanceof Server ? 'https' : 'http'}://${name}:${port}${baseUrl}`;
}

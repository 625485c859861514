import { once } from 'node:events';
import { get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';

/** The first response of an application. */
export interface FirstResponse {
  readonly status: number | undefined;
  /** The CPU time of the process since its start, in microseconds. */
  readonly cpuMicros: number;
}

/** Starts an application, requests its home page, and reports the response to the parent process. */
export async function reportFirstResponse(app: INestApplication): Promise<void> {
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  const [response] = (await once(get({ port, path: '/' }), 'response')) as [IncomingMessage];
  await once(response.resume(), 'end');
  const { user, system } = process.cpuUsage();
  const firstResponse: FirstResponse = { status: response.statusCode, cpuMicros: user + system };
  process.send?.(firstResponse);
}

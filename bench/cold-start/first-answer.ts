import { once } from 'node:events';
import { get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';

/** What an application tells of its first answer. */
export interface FirstAnswer {
  readonly status: number | undefined;
  /** What the process has used since it started, in microseconds of CPU time. */
  readonly cpuMicros: number;
}

/** Lets an application listen, asks it for its front page, and tells the process that started this one. */
export async function tellFirstAnswer(app: INestApplication): Promise<void> {
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  const [response] = (await once(get({ port, path: '/' }), 'response')) as [IncomingMessage];
  await once(response.resume(), 'end');
  const { user, system } = process.cpuUsage();
  const answer: FirstAnswer = { status: response.statusCode, cpuMicros: user + system };
  process.send?.(answer);
}

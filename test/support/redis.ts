import { connect } from 'node:net';

/** The URL of a Redis server for tests, or `null` if it is not available. Skip suites that require it then. */
export const redisUrl: string | null = await probe(process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379');

function probe(url: string): Promise<string | null> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), timeout: 1_000 });
    const settle = (result: string | null) => {
      socket.destroy();
      resolve(result);
    };
    socket.on('connect', () => settle(url));
    socket.on('timeout', () => settle(null));
    socket.on('error', () => settle(null));
  });
}

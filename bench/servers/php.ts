// The vendor's documented PHP sample, on nginx and PHP-FPM as in production.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findProgram, NGINX, PHP_FPM } from '../../test/support/find-program.js';
import { freePort } from '../../test/support/free-port.js';
import { CONNECTIONS } from '../load/measure-load.js';
import { ROOT } from '../root.js';
import { IMBACHAT, SITE_URL } from '../site/site.js';
import { serve, skip, type Usage } from './serve.js';

// Each persistent connection of nginx occupies a worker. With fewer workers, some clients would wait forever.
const WORKERS = CONNECTIONS;
const SCRIPT = `${ROOT}bench/servers/users-info.php`;

const nginx = findProgram(...NGINX);
const fpm = findProgram(...PHP_FPM);

if (!nginx || !fpm) skip('nginx or php-fpm is not installed');
else if (!existsSync('/proc/self/smaps_rollup')) skip('/proc is not available to read the usage');
else await start(nginx, fpm);

async function start(nginxPath: string, fpmPath: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'chat-bench-php-'));
  const port = await freePort();
  // By default, both programs switch from root to an account that cannot read the folder.
  const isRoot = process.getuid?.() === 0;
  writeFileSync(join(folder, 'nginx.conf'), nginxConfig(folder, port, isRoot));
  writeFileSync(join(folder, 'php-fpm.conf'), fpmConfig(folder, isRoot));
  const children = [
    spawn(fpmPath, [
      '--nodaemonize',
      '--fpm-config',
      join(folder, 'php-fpm.conf'),
      ...(isRoot ? ['-R'] : []),
    ]),
    spawn(nginxPath, ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'nginx-error.log')]),
  ];
  process.on('exit', () => {
    for (const child of children) child.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit());
  await untilListening(port);
  await delay(200);
  serve(port, () => usageOf(children));
}

function nginxConfig(folder: string, port: number, isRoot: boolean): string {
  return `
    ${isRoot ? 'user root;' : ''}
    daemon off;
    worker_processes 1;
    pid ${folder}/nginx.pid;
    error_log ${folder}/nginx-error.log;
    events { worker_connections 256; }
    http {
      access_log off;
      keepalive_requests 1000000000;
      client_body_temp_path ${folder}/body;
      proxy_temp_path ${folder}/proxy;
      fastcgi_temp_path ${folder}/fastcgi;
      uwsgi_temp_path ${folder}/uwsgi;
      scgi_temp_path ${folder}/scgi;
      fastcgi_buffers 64 16k;
      fastcgi_buffer_size 16k;
      upstream php { server unix:${folder}/php.sock; keepalive ${WORKERS}; }
      server {
        listen 127.0.0.1:${port};
        location /imbachat/api/v1/users/ {
          fastcgi_pass php;
          fastcgi_keep_conn on;
          fastcgi_param SCRIPT_FILENAME ${SCRIPT};
          fastcgi_param REQUEST_METHOD $request_method;
          fastcgi_param REQUEST_URI $request_uri;
          fastcgi_param HTTP_AUTHORIZATION $http_authorization;
          fastcgi_param DATABASE_FILE ${process.env['DATABASE_FILE']};
          fastcgi_param API_LOGIN ${IMBACHAT.apiLogin};
          fastcgi_param API_PASSWORD ${IMBACHAT.apiPassword};
          fastcgi_param SITE_URL ${SITE_URL};
        }
      }
    }`;
}

function fpmConfig(folder: string, isRoot: boolean): string {
  return `
[global]
error_log = ${folder}/php-fpm.log
log_level = warning
[www]
${isRoot ? 'user = root\ngroup = root' : ''}
listen = ${folder}/php.sock
pm = static
pm.max_children = ${WORKERS}
php_admin_value[opcache.enable] = 1
php_admin_value[opcache.validate_timestamps] = 0
php_admin_flag[display_errors] = off
`;
}

/** Returns the usage of processes and their children. Shared memory pages are divided among the processes. */
function usageOf(children: readonly ChildProcess[]): Usage {
  const pids = children.flatMap(({ pid }) => (pid === undefined ? [] : [pid, ...childrenOf(pid)]));
  let [ticks, kilobytes] = [0, 0];
  for (const pid of pids) {
    // utime and stime are the fields 14 and 15. The name in field 2 is in parentheses and may contain spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    ticks += Number(fields[11]) + Number(fields[12]);
    kilobytes += Number(/^Pss: +([0-9]+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]);
  }
  // Linux reports CPU time to user space in ticks of 10 ms.
  return { cpuMicros: ticks * 10_000, rssBytes: kilobytes * 1024 };
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}

async function untilListening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const isListening = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (isListening) return;
    await delay(50);
  }
  throw new Error('Expected nginx to listen within 5 seconds, but it did not.');
}

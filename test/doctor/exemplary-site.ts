import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The credentials of an exemplary site. */
export const CREDENTIALS = { login: 'Chat', password: 'Pass-word' };

/** A user of the site. */
export interface SiteUser {
  user_id: unknown;
  name: unknown;
  [field: string]: unknown;
}

/** A response. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  /** A string is sent unchanged, anything else as JSON. */
  body: unknown;
}

/** Everything that a site does; a fault replaces one part of it. */
export interface Behaviour {
  /** Returns whether an `Authorization` header is accepted. */
  isAuthorized(header: string | undefined): boolean;
  /** Responds to an `Authorization` header that is not accepted. */
  refusal(header: string | undefined): Reply;
  /** Returns the items of a list that are ids. */
  ids(list: string): string[];
  /** Returns the users with some ids. */
  find(ids: readonly string[]): SiteUser[];
  /** Can change the response of users info. @param list the decoded list of ids. */
  usersInfo(reply: Reply, list: string, layout: 'path' | 'user_ids' | 'ids'): Reply;
  version(): Reply;
  search(text: string): Reply;
  loginCheck(login: string, password: string): Reply;
  friends(): Reply;
  /** Responds to requests for any other path. */
  other(path: string): Reply;
  /** Returns whether an endpoint requires authorization. */
  isGuarded(path: string): boolean;
}

export const json = (body: unknown, status = 200): Reply => ({
  status,
  headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'private, no-store' },
  body,
});

/** Parses an `Authorization` header strictly; returns `undefined` for anything but HTTP Basic. */
export function parseCredentials(header = ''): [login: string, password: string] | undefined {
  const encoded = /^basic ((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/i.exec(
    header,
  )?.[1];
  const text = encoded && Buffer.from(encoded, 'base64').toString('utf8');
  const [, login, password] = /^([^:]*):([\s\S]*)$/.exec(text ?? '') ?? [];
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  const isText = text && !/[\u0000-\u001f\u007f\ufffd]/.test(text);
  return isText && login !== undefined && password !== undefined ? [login, password] : undefined;
}

export const USERS: SiteUser[] = [
  {
    user_id: 1,
    name: 'Ada Lovelace',
    avatar_url: 'https://example.com/1.png',
    profile_url: '/members/1',
    lastlogin: 1_700_000_000,
    badge: 'Analyst',
    chat_role: 'admin',
    permissions: { send_files: false },
    profiles: { work: { user_id: 'P1-A', name: 'Countess', avatar_url: false } },
  },
  { user_id: 2, name: 'Bob', avatar_url: false },
];

const summaries = (users: readonly SiteUser[]) => users.map(({ name, user_id }) => ({ name, user_id }));

/** The behaviour of a site that follows the protocol in everything. */
export const EXEMPLARY: Behaviour = {
  isAuthorized(header) {
    const [login, password] = parseCredentials(header) ?? [];
    return login?.toLowerCase() === CREDENTIALS.login.toLowerCase() && password === CREDENTIALS.password;
  },
  refusal() {
    const { headers, ...reply } = json(
      { code: 401, version: 1, error: 'Authenticate required!', debug: '' },
      401,
    );
    return { ...reply, headers: { ...headers, 'WWW-Authenticate': 'Basic realm="Backend"' } };
  },
  ids: (list) =>
    [...new Set(list.split(',').map((item) => item.trim()))].filter((item) => /^[1-9]\d{0,8}$/.test(item)),
  find: (ids) => ids.flatMap((id) => USERS.filter(({ user_id }) => String(user_id) === id)),
  usersInfo: (reply) => reply,
  version: () => json({ version: 1, type: 'exemplary' }),
  search: (text) =>
    json({
      code: 200,
      version: 1,
      data: summaries(USERS.filter(({ name }) => String(name).toLowerCase().includes(text.toLowerCase()))),
    }),
  loginCheck: (login, password) =>
    login === 'ada' && password === 'the-password-of-ada'
      ? json({ name: 'Ada Lovelace', user_id: 1 })
      : json({ code: 403, error: 'Wrong login or password', debug: '' }),
  friends: () => json([USERS[1]]),
  other: (path) =>
    path === '/imbachat/jwt'
      ? json({ error: 'Sign in first' }, 401)
      : json({ code: 404, error: 'Not found' }, 404),
  isGuarded: () => true,
};

/** A started site. */
export interface RunningSite {
  /** The base URL of its endpoints. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a site that is exemplary, except for the given faults. */
export async function startSite(faults: Partial<Behaviour> = {}): Promise<RunningSite> {
  const site = { ...EXEMPLARY, ...faults };
  const server = createServer((request, response) => void respond(site, request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/imbachat/api/v1`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function respond(site: Behaviour, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const form = new URLSearchParams(Buffer.concat(chunks).toString());
  const { status, headers, body } = replyTo(site, request, form);
  response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
}

function replyTo(site: Behaviour, { url, headers }: IncomingMessage, form: URLSearchParams): Reply {
  const { pathname, searchParams } = new URL(url!, 'http://localhost');
  const base = '/imbachat/api/v1';
  if (pathname === base) return site.version();
  const path = pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : '';
  const [, name = '', rest = ''] = /^\/(users|search|auth_users|user\/friends)(?:\/(.*))?$/.exec(path) ?? [];
  if (name === '') return site.other(pathname);
  const { authorization } = headers;
  if (site.isGuarded(path) && !site.isAuthorized(authorization)) return site.refusal(authorization);
  const text = decodeURIComponent(rest);
  if (name === 'search') return site.search(text);
  if (name === 'auth_users') return site.loginCheck(form.get('login') ?? '', form.get('password') ?? '');
  if (name === 'user/friends') return site.friends();
  const layout = path.startsWith('/users/') ? 'path' : searchParams.has('user_ids') ? 'user_ids' : 'ids';
  const list = layout === 'path' ? text : (searchParams.get(layout) ?? '');
  return site.usersInfo(json(site.find(site.ids(list))), list, layout);
}

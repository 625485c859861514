import {
  type Behaviour,
  CREDENTIALS,
  EXEMPLARY,
  json,
  type Reply,
  type SiteUser,
  parseCredentials,
  USERS,
} from './exemplary-site.js';

/** A fault of a site, and how the doctor reports it. */
export interface Fault {
  /** What the site does, as it reads after "a site that". */
  readonly what: string;
  readonly faults: Partial<Behaviour>;
  readonly status: 'warning' | 'failed';
  /** A part of the finding's detail. */
  readonly detail: string;
  /** Other checks that report the same fault. */
  readonly others?: readonly string[];
  readonly password?: string;
}

const fault = (
  what: string,
  faults: Partial<Behaviour>,
  detail: string,
  more: Partial<Fault> = {},
): Fault => ({
  what,
  faults,
  detail,
  status: 'failed',
  ...more,
});

const isChat = (login = ''): boolean => login.toLowerCase() === CREDENTIALS.login.toLowerCase();
const authorizeIf = (accepts: (login: string, password: string) => boolean): Partial<Behaviour> => ({
  isAuthorized: (header) => {
    const [login, password] = parseCredentials(header) ?? [];
    return login !== undefined && password !== undefined && accepts(login, password);
  },
});
const everyRecord = (change: Record<string, unknown>): Partial<Behaviour> => ({
  find: (ids) => EXEMPLARY.find(ids).map((user) => ({ ...user, ...change })),
});
const usersInfo = (change: (reply: Reply, list: string) => Reply): Partial<Behaviour> => ({
  usersInfo: change,
});
const header = (name: string, value: string): Partial<Behaviour> =>
  usersInfo((reply) => ({ ...reply, headers: { ...reply.headers, [name]: value } }));
const unguarded = (path: string): Partial<Behaviour> => ({ isGuarded: (asked) => !asked.startsWith(path) });
const warning = { status: 'warning' } as const;

/** For each check, sites that it must report, and no other check. Checks of the network have their own tests. */
export const FAULTS: Readonly<Record<string, readonly Fault[]>> = {
  'no-redirect': [
    fault(
      'redirects to a login page',
      usersInfo(() => ({ status: 302, headers: { Location: '/login' }, body: '' })),
      'a redirect to "/login"',
    ),
  ],
  authorized: [
    fault('has another password', { isAuthorized: () => false }, 'Expected 200 but got 401'),
    fault('serves no users info', { usersInfo: () => json({}, 404) }, 'check the URL'),
    fault(
      'truncates the password at its first colon',
      authorizeIf((login, password) => isChat(login) && password.split(':')[0] === 'pass:words'),
      'contains a colon',
      { password: 'pass:words' },
    ),
  ],
  'no-credentials': [
    fault(
      'accepts requests without credentials',
      { isAuthorized: (given) => given === undefined || EXEMPLARY.isAuthorized(given) },
      'Expected 401 but got 200',
      { others: ['search-authorization', 'login-check-authorization', 'friends-authorization'] },
    ),
  ],
  challenge: [
    fault(
      'sends no challenge',
      { refusal: () => json({ code: 401, version: 1, error: 'No', debug: '' }, 401) },
      'none',
    ),
    fault(
      'sends a challenge of another scheme',
      {
        refusal: (given) => {
          const reply = EXEMPLARY.refusal(given);
          return {
            ...reply,
            headers: { ...reply.headers, 'WWW-Authenticate': 'Bearer realm="Basic realm="' },
          };
        },
      },
      'Bearer',
    ),
  ],
  'refusal-body': [
    fault(
      'responds with a page',
      { refusal: (given) => ({ ...EXEMPLARY.refusal(given), body: '<h1>401</h1>' }) },
      'not a JSON object',
      warning,
    ),
    fault(
      'sends debug text',
      {
        refusal: (given) => ({
          ...EXEMPLARY.refusal(given),
          body: { code: 401, version: 1, error: 'No', debug: 'who are you' },
        }),
      },
      'debug is not empty',
      warning,
    ),
  ],
  'wrong-password': [
    fault('ignores the password', authorizeIf(isChat), 'got 200', {
      others: ['appended-password', 'password-case'],
    }),
  ],
  'wrong-login': [
    fault(
      'ignores the login',
      authorizeIf((_, password) => password === CREDENTIALS.password),
      'got 200',
    ),
  ],
  'appended-password': [
    fault(
      'truncates the password at its first colon',
      authorizeIf((login, password) => isChat(login) && password.split(':')[0] === CREDENTIALS.password),
      'got 200',
    ),
  ],
  'password-case': [
    fault(
      'compares the password case-insensitively',
      authorizeIf(
        (login, password) => isChat(login) && password.toLowerCase() === CREDENTIALS.password.toLowerCase(),
      ),
      'got 200',
    ),
  ],
  'loose-comparison': [
    fault(
      'compares passwords as numbers',
      authorizeIf((login, password) => isChat(login) && Number(password) === 1000),
      'got 200',
      { password: '1000' },
    ),
  ],
  'empty-credentials': [
    fault(
      'accepts empty credentials',
      authorizeIf(
        (login, password) =>
          `${login}:${password}` === ':' || (isChat(login) && password === CREDENTIALS.password),
      ),
      'got 200',
    ),
  ],
  'appended-bytes': [
    fault(
      'truncates the password at a zero byte',
      {
        isAuthorized: (given) => {
          const text = Buffer.from(given?.split(' ')[1] ?? '', 'base64').toString();
          return text.includes('\0')
            ? text.split('\0')[0] === `${CREDENTIALS.login}:${CREDENTIALS.password}`
            : EXEMPLARY.isAuthorized(given);
        },
      },
      'got 200',
    ),
  ],
  'other-scheme': [
    fault(
      'finds Basic anywhere in the scheme',
      { isAuthorized: (given) => EXEMPLARY.isAuthorized(given?.replace(/^\w*(Basic)\w*/, '$1')) },
      'got 200',
    ),
  ],
  'malformed-credentials': [
    fault(
      'fails on invalid base64',
      {
        refusal: (given) => (given?.includes('?') ? json({ error: 'Oops' }, 500) : EXEMPLARY.refusal(given)),
      },
      'Expected 401 but got 500',
    ),
  ],
  'login-case': [
    fault(
      'compares the login case-sensitively',
      authorizeIf((login, password) => login === CREDENTIALS.login && password === CREDENTIALS.password),
      'got 401',
      warning,
    ),
  ],
  'scheme-case': [
    fault(
      'compares the scheme case-sensitively',
      { isAuthorized: (given) => given?.startsWith('Basic ') === true && EXEMPLARY.isAuthorized(given) },
      'got 401',
      warning,
    ),
  ],
  'json-array': [
    fault(
      'wraps users in an envelope',
      usersInfo((reply) => ({ ...reply, body: { data: reply.body } })),
      'JSON of type object',
    ),
    fault(
      'sends a single user without an array',
      usersInfo((reply, list) => ({
        ...reply,
        body: list.includes(',') ? reply.body : (reply.body as SiteUser[])[0],
      })),
      'JSON of type object',
    ),
    fault(
      'sends a byte order mark',
      usersInfo((reply) => ({ ...reply, body: `\ufeff${JSON.stringify(reply.body)}` })),
      'byte order mark',
    ),
  ],
  'known-users': [
    fault('omits an existing user', { find: (ids) => EXEMPLARY.find(ids.slice(0, 1)) }, 'User 2 is missing'),
    fault(
      'sends users who were not requested',
      { find: () => [...USERS, { user_id: 3, name: 'Eve' }] },
      'User "3" was not requested',
    ),
  ],
  'content-type': [
    fault('sends the content type of HTML', header('Content-Type', 'text/html'), '"text/html"', warning),
    fault(
      'sends the charset Latin-1',
      header('Content-Type', 'application/json; charset=latin1'),
      'latin1',
      warning,
    ),
  ],
  cache: [
    fault('allows caches to store the response', header('Cache-Control', 'public, max-age=60'), 'max-age=60'),
    fault(
      'does not forbid caches to store the response',
      header('Cache-Control', 'private'),
      '"private"',
      warning,
    ),
  ],
  layouts: [
    fault(
      'serves only the path layout',
      { usersInfo: (reply, _list, layout) => (layout === 'path' ? reply : json([])) },
      'users?ids=1,2 responds with 200 with []',
      warning,
    ),
    fault(
      'serves only one query layout',
      { usersInfo: (reply, _list, layout) => (layout === 'ids' ? reply : json({}, 404)) },
      'users/1,2 responds with 404',
      warning,
    ),
    fault(
      'sends other users in one layout',
      { usersInfo: (reply, _list, layout) => (layout === 'ids' ? json([USERS[1]]) : reply) },
      'users?ids=1,2 responds with 200 with 1 record: 2',
    ),
  ],
  order: [
    fault(
      'sends records in the order of the database',
      { find: (ids) => USERS.filter(({ user_id }) => ids.includes(String(user_id))) },
      'Requested 2, 1 but got "1, 2"',
      warning,
    ),
  ],
  duplicates: [
    fault(
      'sends a record for each repeated id',
      {
        ids: (list) =>
          list
            .split(',')
            .map((item) => item.trim())
            .filter((item) => /^[1-9]\d{0,8}$/.test(item)),
      },
      'got 200 with 4 records',
    ),
  ],
  'unknown-user': ['', null].map((user_id) =>
    fault(
      `sends a record with the id ${JSON.stringify(user_id)} for an unknown user`,
      { find: (ids) => ids.map((id) => EXEMPLARY.find([id])[0] ?? { user_id, name: null }) },
      'got 200 with 3 records: ',
      { others: ['only-unknown-users'] },
    ),
  ),
  'only-unknown-users': [
    fault(
      'responds with 404 if every id is unknown',
      usersInfo((reply, list) =>
        (reply.body as []).length === 0 && /^\d+$/.test(list) ? json({}, 404) : reply,
      ),
      'Expected [] but got 404',
    ),
  ],
  'empty-list': [
    fault(
      'fails on an empty list',
      usersInfo((reply, list) => (list === ',' ? json({}, 500) : reply)),
      'got 500',
    ),
  ],
  'empty-items': [
    fault(
      'does not trim ids',
      { ids: (list) => [...new Set(list.split(','))].filter((item) => /^[1-9]\d{0,8}$/.test(item)) },
      'got 200 with []',
      warning,
    ),
  ],
  'invalid-ids': [
    fault(
      'converts ids with parseInt',
      { ids: (list) => [...new Set(list.split(',').map((item) => String(Number.parseInt(item, 10))))] },
      'Requested "1abc" but got 200 with 1 record: 1.',
    ),
    fault(
      'refuses the whole list if one id is invalid',
      usersInfo((reply, list) => (/[^\d, ]/.test(list) ? json({}, 400) : reply)),
      'Requested "1abc" but got 400',
      warning,
    ),
  ],
  'no-echo': [
    fault(
      'echoes invalid ids',
      usersInfo((reply, list) => (list.includes('<') ? json({ error: `What is ${list}?` }, 400) : reply)),
      'doctor<b>7',
    ),
  ],
  'many-ids': [
    fault(
      'fails on a long list',
      usersInfo((reply, list) => (list.length > 5_000 ? json({}, 500) : reply)),
      'Got 500',
    ),
  ],
  'field-user-id': [
    fault(
      'sends ids as text',
      { find: (ids) => EXEMPLARY.find(ids).map((user) => ({ ...user, user_id: String(user.user_id) })) },
      'user_id is "1", "2", not an integer',
    ),
  ],
  'field-name': [fault('sends users without a name', everyRecord({ name: ' ' }), 'name is')],
  'field-avatar-url': [
    fault('sends null instead of a picture', everyRecord({ avatar_url: null }), 'avatar_url is null'),
    fault('sends a path as picture', everyRecord({ avatar_url: '/1.png' }), '/1.png'),
  ],
  'field-profile-url': [
    fault('sends a script URL', everyRecord({ profile_url: 'javascript:alert(1)' }), 'javascript'),
  ],
  'field-lastlogin': [
    fault('sends milliseconds', everyRecord({ lastlogin: 1_700_000_000_000 }), '1700000000000'),
    fault('sends text', everyRecord({ lastlogin: '1700000000' }), 'lastlogin is'),
  ],
  'field-badge': [fault('sends null', everyRecord({ badge: null }), 'badge is null')],
  'field-chat-role': [fault('sends an unknown role', everyRecord({ chat_role: 'owner' }), 'owner')],
  'field-permissions': [
    fault('sends numbers', everyRecord({ permissions: { send_files: 1 } }), 'not an object of booleans'),
    fault('sends an array', everyRecord({ permissions: [] }), 'permissions is []'),
  ],
  'field-profiles': [
    fault(
      'sends numbers as ids of profiles',
      everyRecord({ profiles: { a: { user_id: 1, name: 'A' } } }),
      'profiles is',
    ),
  ],
  email: [
    fault('sends e-mail addresses', everyRecord({ user_mail: 'ada@example.com' }), 'sent for 2 of the users'),
  ],
  'known-fields': [
    fault('sends the whole database row', everyRecord({ phone: '1', password_hash: 'x' }), 'phone', warning),
    fault(
      'sends unknown permissions',
      everyRecord({ permissions: { fly: true } }),
      'permissions.fly',
      warning,
    ),
  ],
  version: [fault('responds with a page', { version: () => json('hello') }, 'got 200', warning)],
  search: [
    fault('uses another envelope', { search: () => json({ items: [] }) }, 'Expected a list'),
    fault('sends other fields', { search: () => json(USERS) }, 'Unexpected: '),
  ],
  'search-no-match': [
    fault(
      'omits data if nothing matches',
      {
        search: (text) => {
          const reply = EXEMPLARY.search(text);
          const { data } = reply.body as { data: unknown[] };
          return data.length > 0 ? reply : json({ code: 200, version: 1 });
        },
      },
      'Expected an empty list',
      warning,
    ),
  ],
  'search-wildcards': [
    fault(
      'treats % and _ as wildcards',
      { search: (text) => EXEMPLARY.search(/^[%_]$/.test(text) ? '' : text) },
      'A search for "%" finds',
    ),
  ],
  'search-email': [
    fault(
      'searches e-mail addresses',
      { search: (text) => EXEMPLARY.search(text === '@' ? '' : text) },
      'A search for "@" finds',
    ),
  ],
  'search-authorization': [
    fault('allows everyone to search', unguarded('/search'), 'Expected 401 but got 200'),
  ],
  'login-check': [
    fault(
      'accepts every login',
      { loginCheck: () => json({ name: 'Ada', user_id: 1 }) },
      'Expected a refusal',
    ),
  ],
  'login-check-text': [
    fault(
      'reveals who is a member',
      {
        loginCheck: (login, password) =>
          login === 'ada' && password !== 'the-password-of-ada'
            ? json({ code: 403, error: 'Wrong password', debug: '' })
            : EXEMPLARY.loginCheck(login, password),
      },
      'with different texts',
    ),
  ],
  'login-check-member': [
    fault(
      'refuses every login',
      { loginCheck: () => EXEMPLARY.loginCheck('', '') },
      'Expected a name and a user_id',
    ),
  ],
  'login-check-authorization': [
    fault('allows everyone to try passwords', unguarded('/auth_users'), 'Expected 401 but got 200'),
  ],
  friends: [
    fault(
      'wraps friends in an envelope',
      { friends: () => json({ friends: [] }) },
      'Expected an array of users',
    ),
  ],
  'friends-authorization': [
    fault('sends friends to everyone', unguarded('/user/friends'), 'Expected 401 but got 200'),
  ],
  'credentials-endpoint': [
    fault(
      'serves its credentials',
      { other: (path) => (path.endsWith('/getauthdata') ? json({ login: 'Chat' }) : EXEMPLARY.other(path)) },
      'Expected 404 but got 200',
    ),
  ],
  'guest-token': [
    fault(
      'gives a token to everyone',
      {
        other: (path) => (path.endsWith('/jwt') ? json('eyJhbGciOiJIUzI1NiJ9.e30.x') : EXEMPLARY.other(path)),
      },
      'and a token',
    ),
  ],
  'no-internals': [
    fault(
      'shows PHP errors',
      { other: () => json('Fatal error: Uncaught Exception in /var/www/api.php on line 3', 404) },
      '/getauthdata',
    ),
    fault(
      'shows a stack trace',
      { other: () => json({ stack: 'Error: no\n    at handle (/srv/app.js:1:2)' }, 404) },
      '/getauthdata',
    ),
  ],
};

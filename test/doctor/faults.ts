import {
  type Behaviour,
  CREDENTIALS,
  EXEMPLARY,
  json,
  type Reply,
  type SiteUser,
  strictPair,
  USERS,
} from './exemplary-site.js';

/** One thing that a site does wrongly. */
export interface Fault {
  /** What it does. */
  readonly what: string;
  readonly faults: Partial<Behaviour>;
  /** What the check that is named after the fault says of it. */
  readonly status: 'warning' | 'failed';
  readonly says: string;
  /** Checks that complain too, since the same fault shows there. */
  readonly follow?: readonly string[];
  readonly password?: string;
}

const fault = (what: string, faults: Partial<Behaviour>, says: string, more: Partial<Fault> = {}): Fault => ({
  what,
  faults,
  says,
  status: 'failed',
  ...more,
});

const isChat = (login = ''): boolean => login.toLowerCase() === CREDENTIALS.login.toLowerCase();
const pairs = (accepts: (login: string, password: string) => boolean): Partial<Behaviour> => ({
  isAuthorized: (header) => {
    const [login, password] = strictPair(header) ?? [];
    return login !== undefined && password !== undefined && accepts(login, password);
  },
});
const records = (change: Record<string, unknown>): Partial<Behaviour> => ({
  find: (ids) => EXEMPLARY.find(ids).map((user) => ({ ...user, ...change })),
});
const answers = (change: (reply: Reply, list: string) => Reply): Partial<Behaviour> => ({
  usersInfo: change,
});
const header = (name: string, value: string): Partial<Behaviour> =>
  answers((reply) => ({ ...reply, headers: { ...reply.headers, [name]: value } }));
const open = (path: string): Partial<Behaviour> => ({ isGuarded: (asked) => !asked.startsWith(path) });
const warning = { status: 'warning' } as const;

/** For each check a site that it must complain of, alone. The checks that need another network have tests of their own. */
export const FAULTS: Readonly<Record<string, readonly Fault[]>> = {
  'no-redirect': [
    fault(
      'sends everybody to a login page',
      answers(() => ({ status: 302, headers: { Location: '/login' }, body: '' })),
      'a redirect to "/login"',
    ),
  ],
  authorized: [
    fault('knows another password', { isAuthorized: () => false }, 'Expected 200, got 401'),
    fault('serves nothing', { usersInfo: () => json({}, 404) }, 'check the URL'),
    fault(
      'cuts a password at its second colon',
      pairs((login, password) => isChat(login) && password.split(':')[0] === 'pass:words'),
      'holds a colon',
      { password: 'pass:words' },
    ),
  ],
  'no-credentials': [
    fault(
      'lets everybody in who brings nothing',
      { isAuthorized: (given) => given === undefined || EXEMPLARY.isAuthorized(given) },
      'Expected 401, got 200',
      { follow: ['search-authorization', 'login-check-authorization', 'friends-authorization'] },
    ),
  ],
  challenge: [
    fault(
      'sends no challenge',
      { refusal: () => json({ code: 401, version: 1, error: 'No', debug: '' }, 401) },
      'none',
    ),
    fault(
      'challenges to another scheme',
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
      'has a page for a 401',
      { refusal: (given) => ({ ...EXEMPLARY.refusal(given), body: '<h1>401</h1>' }) },
      'no object',
      warning,
    ),
    fault(
      'tells what it debugs',
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
    fault('does not look at the password', pairs(isChat), 'got 200', {
      follow: ['appended-password', 'password-case'],
    }),
  ],
  'wrong-login': [
    fault(
      'does not look at the login',
      pairs((_, password) => password === CREDENTIALS.password),
      'got 200',
    ),
  ],
  'appended-password': [
    fault(
      'cuts a password at its first colon',
      pairs((login, password) => isChat(login) && password.split(':')[0] === CREDENTIALS.password),
      'got 200',
    ),
  ],
  'password-case': [
    fault(
      'folds the password',
      pairs(
        (login, password) => isChat(login) && password.toLowerCase() === CREDENTIALS.password.toLowerCase(),
      ),
      'got 200',
    ),
  ],
  'loose-comparison': [
    fault(
      'compares numbers',
      pairs((login, password) => isChat(login) && Number(password) === 1000),
      'got 200',
      { password: '1000' },
    ),
  ],
  'empty-credentials': [
    fault(
      'compares with nothing, too',
      pairs(
        (login, password) =>
          `${login}:${password}` === ':' || (isChat(login) && password === CREDENTIALS.password),
      ),
      'got 200',
    ),
  ],
  'appended-bytes': [
    fault(
      'ends a password at a zero byte',
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
      'looks for Basic anywhere',
      { isAuthorized: (given) => EXEMPLARY.isAuthorized(given?.replace(/^\w*(Basic)\w*/, '$1')) },
      'got 200',
    ),
  ],
  'malformed-credentials': [
    fault(
      'fails over what is no base64',
      {
        refusal: (given) => (given?.includes('?') ? json({ error: 'Oops' }, 500) : EXEMPLARY.refusal(given)),
      },
      'Expected 401, got 500',
    ),
  ],
  'login-case': [
    fault(
      'compares the login to the letter',
      pairs((login, password) => login === CREDENTIALS.login && password === CREDENTIALS.password),
      'got 401',
      warning,
    ),
  ],
  'scheme-case': [
    fault(
      'compares the scheme to the letter',
      { isAuthorized: (given) => given?.startsWith('Basic ') === true && EXEMPLARY.isAuthorized(given) },
      'got 401',
      warning,
    ),
  ],
  'json-array': [
    fault(
      'wraps users in an envelope',
      answers((reply) => ({ ...reply, body: { data: reply.body } })),
      'JSON of type object',
    ),
    fault(
      'answers one user without an array',
      answers((reply, list) => ({
        ...reply,
        body: list.includes(',') ? reply.body : (reply.body as SiteUser[])[0],
      })),
      'JSON of type object',
    ),
    fault(
      'begins with a byte order mark',
      answers((reply) => ({ ...reply, body: `\ufeff${JSON.stringify(reply.body)}` })),
      'byte order mark',
    ),
  ],
  'known-users': [
    fault('loses one', { find: (ids) => EXEMPLARY.find(ids.slice(0, 1)) }, 'User 2 is missing'),
    fault(
      'gives everybody',
      { find: () => [...USERS, { user_id: 3, name: 'Eve' }] },
      'User "3" was not asked for',
    ),
  ],
  'content-type': [
    fault('says HTML', header('Content-Type', 'text/html'), '"text/html"', warning),
    fault('says Latin-1', header('Content-Type', 'application/json; charset=latin1'), 'latin1', warning),
  ],
  cache: [
    fault('lets caches keep it', header('Cache-Control', 'public, max-age=60'), 'max-age=60'),
    fault('says little of caches', header('Cache-Control', 'private'), '"private"', warning),
  ],
  layouts: [
    fault(
      'serves only a path',
      { usersInfo: (reply, _list, layout) => (layout === 'path' ? reply : json([])) },
      'users?ids=1,2 answers 200 with []',
      warning,
    ),
    fault(
      'serves only a query',
      { usersInfo: (reply, _list, layout) => (layout === 'ids' ? reply : json({}, 404)) },
      'users/1,2 answers 404',
      warning,
    ),
    fault(
      'answers otherwise to one of them',
      { usersInfo: (reply, _list, layout) => (layout === 'ids' ? json([USERS[1]]) : reply) },
      'users?ids=1,2 answers 200 with 1 record: 2',
    ),
  ],
  order: [
    fault(
      'keeps the order of the database',
      { find: (ids) => USERS.filter(({ user_id }) => ids.includes(String(user_id))) },
      'Asked for 2, 1, got "1, 2"',
      warning,
    ),
  ],
  duplicates: [
    fault(
      'repeats whom it is asked for twice',
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
      `makes somebody with the id ${JSON.stringify(user_id)} up`,
      { find: (ids) => ids.map((id) => EXEMPLARY.find([id])[0] ?? { user_id, name: null }) },
      'got 200 with 3 records: ',
      { follow: ['only-unknown-users'] },
    ),
  ),
  'only-unknown-users': [
    fault(
      'has a 404 for nobody',
      answers((reply, list) =>
        (reply.body as []).length === 0 && /^\d+$/.test(list) ? json({}, 404) : reply,
      ),
      'Expected [], got 404',
    ),
  ],
  'empty-list': [
    fault(
      'fails over an empty list',
      answers((reply, list) => (list === ',' ? json({}, 500) : reply)),
      'got 500',
    ),
  ],
  'blank-items': [
    fault(
      'does not trim',
      { ids: (list) => [...new Set(list.split(','))].filter((item) => /^[1-9]\d{0,8}$/.test(item)) },
      'got 200 with []',
      warning,
    ),
  ],
  'nothing-cast': [
    fault(
      'casts',
      { ids: (list) => [...new Set(list.split(',').map((item) => String(Number.parseInt(item, 10))))] },
      'Asked for "1abc", got 200 with 1 record: 1.',
    ),
    fault(
      'refuses the whole list',
      answers((reply, list) => (/[^\d, ]/.test(list) ? json({}, 400) : reply)),
      'Asked for "1abc", got 400',
      warning,
    ),
  ],
  'nothing-echoed': [
    fault(
      'repeats what it does not understand',
      answers((reply, list) => (list.includes('<') ? json({ error: `What is ${list}?` }, 400) : reply)),
      'doctor<b>7',
    ),
  ],
  'many-ids': [
    fault(
      'breaks down',
      answers((reply, list) => (list.length > 5_000 ? json({}, 500) : reply)),
      'Got 500',
    ),
  ],
  'field-user-id': [
    fault(
      'sends ids as text',
      { find: (ids) => EXEMPLARY.find(ids).map((user) => ({ ...user, user_id: String(user.user_id) })) },
      'user_id is \\"1\\", \\"2\\", not an integer',
    ),
  ],
  'field-name': [fault('has nameless users', records({ name: ' ' }), 'name is')],
  'field-avatar-url': [
    fault('sends null for no picture', records({ avatar_url: null }), 'avatar_url is null'),
    fault('sends a path', records({ avatar_url: '/1.png' }), '/1.png'),
  ],
  'field-profile-url': [
    fault('sends a script', records({ profile_url: 'javascript:alert(1)' }), 'javascript'),
  ],
  'field-lastlogin': [
    fault('sends milliseconds', records({ lastlogin: 1_700_000_000_000 }), '1700000000000'),
    fault('sends text', records({ lastlogin: '1700000000' }), 'lastlogin is'),
  ],
  'field-badge': [fault('sends null', records({ badge: null }), 'badge is null')],
  'field-chat-role': [fault('has another role', records({ chat_role: 'owner' }), 'owner')],
  'field-permissions': [
    fault('sends numbers', records({ permissions: { send_files: 1 } }), 'not an object of booleans'),
    fault('sends an array', records({ permissions: [] }), 'permissions is []'),
  ],
  'field-profiles': [
    fault(
      'sends inner ids as numbers',
      records({ profiles: { a: { user_id: 1, name: 'A' } } }),
      'profiles is',
    ),
  ],
  email: [fault('sends addresses', records({ user_mail: 'ada@example.com' }), 'sent for 2 of the users')],
  'known-fields': [
    fault('sends the whole row', records({ phone: '1', password_hash: 'x' }), 'phone', warning),
    fault('has permissions of its own', records({ permissions: { fly: true } }), 'permissions.fly', warning),
  ],
  version: [fault('has a page there', { version: () => json('hello') }, 'got 200', warning)],
  search: [
    fault('has an envelope of its own', { search: () => json({ items: [] }) }, 'Expected a list'),
    fault('tells more than a name', { search: () => json(USERS) }, 'There is also'),
  ],
  'search-nothing': [
    fault(
      'leaves data out',
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
      'has wildcards',
      { search: (text) => EXEMPLARY.search(/^[%_]$/.test(text) ? '' : text) },
      'A search for "%" finds',
    ),
  ],
  'search-email': [
    fault(
      'searches addresses',
      { search: (text) => EXEMPLARY.search(text === '@' ? '' : text) },
      'A search for "@" finds',
    ),
  ],
  'search-authorization': [fault('lets everybody search', open('/search'), 'Expected 401, got 200')],
  'login-check': [
    fault('lets everybody in', { loginCheck: () => json({ name: 'Ada', user_id: 1 }) }, 'Expected a refusal'),
  ],
  'login-check-text': [
    fault(
      'tells who is a member',
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
      'lets nobody in',
      { loginCheck: () => EXEMPLARY.loginCheck('', '') },
      'Expected a name and a user_id',
    ),
  ],
  'login-check-authorization': [fault('lets everybody try', open('/auth_users'), 'Expected 401, got 200')],
  friends: [fault('wraps friends', { friends: () => json({ friends: [] }) }, 'Expected an array of users')],
  'friends-authorization': [fault('tells everybody', open('/user/friends'), 'Expected 401, got 200')],
  'credentials-endpoint': [
    fault(
      'gives its credentials away',
      { other: (path) => (path.endsWith('/getauthdata') ? json({ login: 'Chat' }) : EXEMPLARY.other(path)) },
      'Expected 404, got 200',
    ),
  ],
  'guest-token': [
    fault(
      'signs everybody in',
      {
        other: (path) => (path.endsWith('/jwt') ? json('eyJhbGciOiJIUzI1NiJ9.e30.x') : EXEMPLARY.other(path)),
      },
      'with a token',
    ),
  ],
  'no-internals': [
    fault(
      'shows errors of PHP',
      { other: () => json('Fatal error: Uncaught Exception in /var/www/api.php on line 3', 404) },
      '/getauthdata',
    ),
    fault(
      'shows a stack',
      { other: () => json({ stack: 'Error: no\n    at handle (/srv/app.js:1:2)' }, 404) },
      '/getauthdata',
    ),
  ],
};

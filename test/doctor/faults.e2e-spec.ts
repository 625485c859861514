import { describe, expect, it } from 'vitest';
import { runChecks } from '../../libs/chat-devtools/src/doctor/check.js';
import { parseSiteAddress } from '../../libs/chat-devtools/src/doctor/site/site-address.js';
import { siteChecks } from '../../libs/chat-devtools/src/doctor/site/checks/site-checks.js';
import { Site, type SiteOptions } from '../../libs/chat-devtools/src/doctor/site/site.js';
import { freePort } from '../support/free-port.js';
import {
  type Behaviour,
  CREDENTIALS,
  EXEMPLARY,
  json,
  startSite,
  parseCredentials,
} from './exemplary-site.js';
import { FAULTS } from './faults.js';
import { problemsIn, skippedIn } from './run-doctor.js';

const optionsFor = (url: string, password: string): SiteOptions => ({
  address: parseSiteAddress(url),
  login: CREDENTIALS.login,
  password,
  ids: [1, 2],
  unknownId: 999_999_999,
  separator: ',',
  timeoutMs: 5_000,
  withEmail: false,
  tokenUrl: url.replace(/\/api\/v1$/, '/jwt'),
  member: { login: 'ada', password: 'the-password-of-ada' },
});

/** Examines a site with faults. */
async function examine(
  faults: Partial<Behaviour>,
  { password = CREDENTIALS.password, ...more }: Partial<SiteOptions> = {},
) {
  const behaviour = {
    isAuthorized: (header?: string) => {
      const [login, given] = parseCredentials(header) ?? [];
      return login?.toLowerCase() === CREDENTIALS.login.toLowerCase() && given === password;
    },
  };
  const site = await startSite({ ...behaviour, ...faults });
  try {
    return await runChecks(siteChecks, new Site({ ...optionsFor(site.url, password), ...more }));
  } finally {
    await site.close();
  }
}

describe('an exemplary site', () => {
  it.each(['Pass-word', '1000', 'pass:words', 'пароль'])(
    'has no problems with the password %s',
    async (password) => {
      const { findings, stopped } = await examine({}, { password });
      expect(problemsIn(findings)).toEqual([]);
      expect(stopped).toBeNull();
      expect(skippedIn(findings)).toEqual([password === '1000' ? 'password-case' : 'loose-comparison']);
    },
  );
});

const NETWORK_CHECKS = ['reachable', 'https', 'speed'];

it('has a fault for every check', () => {
  expect([...Object.keys(FAULTS), ...NETWORK_CHECKS].toSorted()).toEqual(
    siteChecks.map(({ id }) => id).toSorted(),
  );
});

describe.each(Object.entries(FAULTS))('%s', (id, faults) => {
  it.each(faults)('is the check that reports a site that $what', async (fault) => {
    const { faults: wrong, status, detail, others = [], password } = fault;
    const { findings } = await examine(wrong, password === undefined ? {} : { password });
    const problems = problemsIn(findings);
    expect(problems.map((finding) => finding.id)).toEqual([id, ...others]);
    expect(problems[0]).toMatchObject({ status, detail: expect.stringContaining(detail) });
    expect(problems[0]!.fix).not.toBeNull();
  });
});

describe('reachable', () => {
  it('stops the examination if the connection is refused', async () => {
    const site = new Site(optionsFor(`http://127.0.0.1:${await freePort()}`, 'x'));
    const { findings, stopped } = await runChecks(siteChecks, site);
    expect(stopped).toMatchObject({
      code: 'ERR_CHAT_DOCTOR_NO_ANSWER',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    expect(problemsIn(findings).map(({ id }) => id)).toEqual(['reachable']);
  });

  it('stops the examination at the timeout', async () => {
    const fetchNever = (_: unknown, { signal }: RequestInit = {}) =>
      new Promise<Response>((_resolve, reject) =>
        signal!.addEventListener('abort', () => reject(signal!.reason as Error)),
      );
    const { stopped } = await examine({}, { fetch: fetchNever, timeoutMs: 1 });
    expect(stopped?.message).toContain('within 0.001 seconds');
  });
});

describe('https', () => {
  it('is the only check that reports plain http to another machine', async () => {
    const site = await startSite();
    const { host } = new URL(site.url);
    const address = parseSiteAddress('http://site.example/imbachat/api/v1');
    const toSite = (url: unknown, init?: RequestInit) =>
      fetch(String(url).replace('site.example', host), init);
    const options = optionsFor(site.url, CREDENTIALS.password);
    const { findings } = await runChecks(siteChecks, new Site({ ...options, address, fetch: toSite }));
    await site.close();
    expect(problemsIn(findings).map(({ id, status }) => [id, status])).toEqual([['https', 'warning']]);
  });
});

describe('speed', () => {
  it('is the only check that reports a slow site', async () => {
    let clock = 0;
    const { findings } = await examine({}, { now: () => (clock += 1_001) });
    expect(problemsIn(findings).map(({ id, status }) => [id, status])).toEqual([['speed', 'warning']]);
  });
});

describe('a response of 429', () => {
  it('stops the examination, and says how long to wait', async () => {
    let failures = 0;
    const limited = { ...json({}, 429), headers: { 'Retry-After': '57' } };
    const { findings, stopped } = await examine({
      refusal: (header) => (failures++ < 3 ? EXEMPLARY.refusal(header) : limited),
    });
    expect(stopped).toMatchObject({
      code: 'ERR_CHAT_DOCTOR_LIMITED',
      message: expect.stringContaining('wait 57 seconds'),
    });
    expect(problemsIn(findings)).toHaveLength(1);
    expect(findings.at(-1)).toMatchObject({ status: 'skipped' });
  });

  it('is unlikely, because the doctor makes few wrong guesses', async () => {
    let guesses = 0;
    await examine({
      refusal: (header) => {
        if (header !== undefined) guesses += 1;
        return EXEMPLARY.refusal(header);
      },
    });
    expect(guesses).toBeLessThan(20);
  });
});

describe('a site that serves only users info', () => {
  it('is examined without a base URL', async () => {
    const site = await startSite();
    const address = parseSiteAddress(`${site.url}/users?members=`);
    const asIds = (url: unknown, init?: RequestInit) => fetch(String(url).replace('members=', 'ids='), init);
    const options = { ...optionsFor(site.url, CREDENTIALS.password), address, tokenUrl: null };
    const { findings } = await runChecks(siteChecks, new Site({ ...options, fetch: asIds }));
    await site.close();
    expect(problemsIn(findings)).toEqual([]);
    expect(skippedIn(findings)).toContain('search');
  });

  it('has no problems because of the endpoints that it does not serve', async () => {
    const { findings } = await examine({
      other: EXEMPLARY.other,
      search: () => json({}, 404),
      loginCheck: () => json({}, 404),
    });
    expect(problemsIn(findings)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { examine, type Finding } from '../../libs/chat-integration/src/doctor/check.js';
import { readSiteAddress } from '../../libs/chat-integration/src/doctor/site/site-address.js';
import { siteChecks } from '../../libs/chat-integration/src/doctor/site/site-checks.js';
import { Site, type SiteOptions } from '../../libs/chat-integration/src/doctor/site/site.js';
import { freePort } from '../support/free-port.js';
import { type Behaviour, CREDENTIALS, EXEMPLARY, json, startSite, strictPair } from './exemplary-site.js';
import { FAULTS } from './faults.js';

const optionsFor = (url: string, password: string): SiteOptions => ({
  address: readSiteAddress(url),
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

async function look(
  faults: Partial<Behaviour>,
  { password = CREDENTIALS.password, ...more }: Partial<SiteOptions> = {},
) {
  const accepts = {
    isAuthorized: (header?: string) => {
      const [login, given] = strictPair(header) ?? [];
      return login?.toLowerCase() === CREDENTIALS.login.toLowerCase() && given === password;
    },
  };
  const site = await startSite({ ...accepts, ...faults });
  try {
    return await examine(siteChecks, new Site({ ...optionsFor(site.url, password), ...more }));
  } finally {
    await site.close();
  }
}

const complaining = (findings: readonly Finding[]) =>
  findings.filter(({ status }) => status === 'warning' || status === 'failed');

describe('a site that does everything as it should', () => {
  it.each(['Pass-word', '1000', 'pass:words', 'пароль'])(
    'has nothing to mend, with the password %s',
    async (password) => {
      const { findings, stopped } = await look({}, { password });
      expect(complaining(findings)).toEqual([]);
      expect(stopped).toBeNull();
      const overlooked = findings.filter(({ status }) => status === 'skipped').map(({ id }) => id);
      const caseless = /[a-zа-я]/.test(password) ? [] : ['password-case'];
      expect(overlooked).toEqual([...caseless, ...(password === '1000' ? [] : ['loose-comparison'])]);
    },
  );
});

const elsewhere = ['reachable', 'https', 'speed'];

it('every check has a fault that it is shown to find', () => {
  expect([...Object.keys(FAULTS), ...elsewhere].toSorted()).toEqual(
    siteChecks.map(({ id }) => id).toSorted(),
  );
});

describe.each(Object.entries(FAULTS))('%s', (id, faults) => {
  it.each(faults)('finds a site that $what, and complains of nothing else', async (fault) => {
    const { faults: wrong, status, says, follow = [], password } = fault;
    const { findings } = await look(wrong, password === undefined ? {} : { password });
    const complaints = complaining(findings);
    expect(complaints.map((finding) => finding.id)).toEqual([id, ...follow]);
    expect(complaints[0]).toMatchObject({ status, detail: expect.stringContaining(says) });
    expect(complaints[0]!.remedy).not.toBeNull();
  });
});

describe('reachable', () => {
  it('ends the examination where nobody listens', async () => {
    const site = new Site(optionsFor(`http://127.0.0.1:${await freePort()}`, 'x'));
    const { findings, stopped } = await examine(siteChecks, site);
    expect(stopped).toMatchObject({
      code: 'ERR_CHAT_DOCTOR_NO_ANSWER',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    expect(complaining(findings).map(({ id }) => id)).toEqual(['reachable']);
    expect(findings).toHaveLength(siteChecks.length);
  });

  it('ends it where no answer comes in time', async () => {
    const fetchNever = (_: unknown, { signal }: RequestInit = {}) =>
      new Promise<Response>((_resolve, reject) =>
        signal!.addEventListener('abort', () => reject(signal!.reason as Error)),
      );
    const { stopped } = await look({}, { fetch: fetchNever, timeoutMs: 1 });
    expect(stopped?.message).toContain('within 0.001 seconds');
  });
});

describe('https', () => {
  it('warns of plain http to another machine, and of nothing else', async () => {
    const site = await startSite();
    const { host } = new URL(site.url);
    const address = readSiteAddress('http://site.example/imbachat/api/v1');
    const toSite = (url: unknown, init?: RequestInit) =>
      fetch(String(url).replace('site.example', host), init);
    const options = optionsFor(site.url, CREDENTIALS.password);
    const { findings } = await examine(siteChecks, new Site({ ...options, address, fetch: toSite }));
    await site.close();
    expect(complaining(findings).map(({ id, status }) => [id, status])).toEqual([['https', 'warning']]);
  });
});

describe('speed', () => {
  it('warns of a slow site, and of nothing else', async () => {
    let clock = 0;
    const { findings } = await look({}, { now: () => (clock += 1_001) });
    expect(complaining(findings).map(({ id, status }) => [id, status])).toEqual([['speed', 'warning']]);
  });
});

describe('an answer of 429', () => {
  it('ends the examination, in words', async () => {
    let failures = 0;
    const limited = { ...json({}, 429), headers: { 'Retry-After': '57' } };
    const { findings, stopped } = await look({
      refusal: (header) => (failures++ < 3 ? EXEMPLARY.refusal(header) : limited),
    });
    expect(stopped).toMatchObject({
      code: 'ERR_CHAT_DOCTOR_LIMITED',
      message: expect.stringContaining('Wait 57 seconds'),
    });
    expect(complaining(findings)).toHaveLength(1);
    expect(findings.at(-1)).toMatchObject({ status: 'skipped' });
  });

  it('is not what an ordinary limit leads to: few guesses are made', async () => {
    let guesses = 0;
    await look({
      refusal: (header) => {
        if (header !== undefined) guesses += 1;
        return EXEMPLARY.refusal(header);
      },
    });
    expect(guesses).toBeLessThan(20);
  });
});

describe('a site that serves users info alone', () => {
  it('is looked at as far as that goes', async () => {
    const site = await startSite();
    const address = readSiteAddress(`${site.url}/users?members=`);
    const asIds = (url: unknown, init?: RequestInit) => fetch(String(url).replace('members=', 'ids='), init);
    const options = { ...optionsFor(site.url, CREDENTIALS.password), address, tokenUrl: null };
    const { findings } = await examine(siteChecks, new Site({ ...options, fetch: asIds }));
    await site.close();
    expect(complaining(findings)).toEqual([]);
    expect(findings.filter(({ status }) => status === 'skipped').map(({ id }) => id)).toContain('search');
  });

  it('is no worse for what it does not serve', async () => {
    const { findings } = await look({
      other: EXEMPLARY.other,
      search: () => json({}, 404),
      loginCheck: () => json({}, 404),
    });
    expect(complaining(findings)).toEqual([]);
  });
});

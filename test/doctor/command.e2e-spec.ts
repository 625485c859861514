import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { siteChecks } from '../../libs/chat-devtools/src/doctor/site/checks/site-checks.js';
import { freePort } from '../support/free-port.js';
import { type Behaviour, CREDENTIALS, json, type RunningSite, startSite } from './exemplary-site.js';
import { PackedDoctor } from './packed-doctor.js';
import { parseReport, type RunResult } from './run-doctor.js';

const SECRET_KEY = 'a-secret-key-of-the-tests-0123456789';
const ENVIRONMENT = {
  IMBACHAT_API_LOGIN: CREDENTIALS.login,
  IMBACHAT_API_PASSWORD: CREDENTIALS.password,
  IMBACHAT_MEMBER_PASSWORD: 'the-password-of-ada',
};

const tokenOf = (claims: object, key = SECRET_KEY): string => {
  const parts = [{ typ: 'JWT', alg: 'HS256' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return `${parts.join('.')}.${createHmac('sha256', key).update(parts.join('.')).digest('base64url')}`;
};

/** Fails if the output contains one of the secrets in any encoding. */
function expectHidden({ stdout, stderr }: RunResult, ...secrets: string[]): void {
  for (const secret of secrets) {
    const forms = [secret, Buffer.from(secret).toString('base64'), encodeURIComponent(secret)];
    for (const form of forms) expect(stdout + stderr).not.toContain(form);
  }
}

describe('the published command, without Nest', () => {
  let doctor: PackedDoctor;
  let site: RunningSite | undefined;
  const start = async (faults: Partial<Behaviour> = {}) => (site = await startSite(faults)).url;

  beforeAll(async () => {
    doctor = await PackedDoctor.pack();
  });
  afterEach(async () => {
    await site?.close();
    site = undefined;
  });
  afterAll(() => doctor.remove());

  it('prints its version and its usage', async () => {
    expect(await doctor.run(['--version'])).toEqual({
      exitCode: 0,
      stdout: `${doctor.version}\n`,
      stderr: '',
    });
    for (const args of [['--help'], ['doctor', '--help'], ['doctor', 'token', '--help']]) {
      const { exitCode, stdout } = await doctor.run(args);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('Usage: nestjs-chat-devtools doctor <url>');
    }
  });

  it('prints a table and exits with 0 if there are no problems', async () => {
    const run = await doctor.run(['doctor', await start(), '--member-login', 'ada'], ENVIRONMENT);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toMatch(/^✔ wrong-password +A wrong password is refused$/m);
    expect(run.stdout).toContain(' 0 warnings, 0 failed, ');
    expect(run.stdout).not.toContain('\u001b');
    expectHidden(run, CREDENTIALS.password, 'the-password-of-ada');
  });

  it('prints a report in JSON', async () => {
    const url = await start({ version: () => json('hello') });
    const report = parseReport(await doctor.run(['doctor', url, '--json'], ENVIRONMENT));
    expect(report).toMatchObject({ examined: 'site', url, ok: true, stopped: null, signedFields: [] });
    expect(report.summary).toEqual({ passed: expect.any(Number), warning: 1, failed: 0, skipped: 3 });
    expect(report.checks.map(({ id }) => id)).toEqual(siteChecks.map(({ id }) => id));
    expect(report.checks.find(({ id }) => id === 'version')).toEqual({
      id: 'version',
      section: 'protocol/imbachat.md section 1.3',
      title: 'The version is available without authorization',
      status: 'warning',
      detail:
        'Expected 200 with version 1 but got 200 with "application/json; charset=utf-8" that is not JSON.',
      fix: 'Respond to GET on the base URL with {"version":1,"type":"…"}, without authorization.',
    });
  });

  it('exits with 1 if a check fails, and prints how to fix it', async () => {
    const run = await doctor.run(['doctor', await start({ ids: (list) => list.split(',') })], ENVIRONMENT);
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(
      /^✖ duplicates .+\n.+Expected 2 records.+\n.+\(protocol\/imbachat\.md section 1\.2\)$/m,
    );
  });

  it('exits with 1 because of a warning only if it is strict', async () => {
    const url = await start({ version: () => json({}) });
    expect((await doctor.run(['doctor', url], ENVIRONMENT)).exitCode).toBe(0);
    expect((await doctor.run(['doctor', url, '--strict'], ENVIRONMENT)).exitCode).toBe(1);
  });

  it('exits with 2 if the site cannot be reached or limits the requests', async () => {
    const nowhere = await doctor.run(
      ['doctor', `http://127.0.0.1:${await freePort()}/`, '--json'],
      ENVIRONMENT,
    );
    expect(nowhere.exitCode).toBe(2);
    expect(parseReport(nowhere).stopped).toMatchObject({ code: 'ERR_CHAT_DOCTOR_NO_ANSWER' });
    const limited = await doctor.run(['doctor', await start({ refusal: () => json({}, 429) })], ENVIRONMENT);
    expect(limited.exitCode).toBe(2);
    expect(limited.stdout).toContain('but got 429');
  });

  it.each([
    ['no command', [], 'command doctor'],
    ['no URL', ['doctor'], 'one URL but got none'],
    ['two URLs', ['doctor', 'https://a.example', 'https://b.example'], 'one URL but got 2'],
    ['a URL without a scheme', ['doctor', 'site.example'], 'with its scheme'],
    ['a password in the URL', ['doctor', 'https://a:hush-hush@site.example'], 'IMBACHAT_API_PASSWORD'],
    ['an unknown option', ['doctor', 'https://a.example', '--hush-hush'], 'UNKNOWN_OPTION'],
    ['invalid ids', ['doctor', 'https://a.example', '--ids', '1,x'], '--ids'],
    ['an invalid timeout', ['doctor', 'https://a.example', '--timeout', '0'], '--timeout'],
    [
      'no password',
      ['doctor', 'https://a.example', '--login', 'a'],
      'set IMBACHAT_API_PASSWORD, or pass --password',
    ],
    ['no token', ['doctor', 'token'], 'one token'],
    ['no file', ['doctor', 'signature', '/nowhere/at/all'], 'ENOENT'],
  ])('exits with 2 because of %s, and prints what is expected', async (_, args, words) => {
    const run = await doctor.run(args);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toContain(words);
    expect(run.stderr).toContain('--help');
    expectHidden(run, 'hush-hush');
    const report = parseReport(await doctor.run([...args, '--json']));
    expect(report).toMatchObject({
      examined: null,
      ok: false,
      stopped: { code: 'ERR_CHAT_DOCTOR_USAGE' },
      checks: [],
    });
  });

  it('warns about a secret on the command line, and hides it in its output', async () => {
    const password = 'a password/of the site';
    const url = await start({
      isAuthorized: (header) => header === `Basic ${Buffer.from(`Chat:${password}`).toString('base64')}`,
      // The site echoes what it is sent.
      refusal: (header) => {
        const sent = Buffer.from(header?.split(' ')[1] ?? '', 'base64').toString();
        return {
          status: 401,
          headers: { 'WWW-Authenticate': `Digest ${header} ${encodeURIComponent(sent)}` },
          body: { sent },
        };
      },
      usersInfo: (reply) => ({
        ...reply,
        body: [{ user_id: 1, name: 'Ada', [password]: password, badge: [password] }],
      }),
    });
    for (const more of [[], ['--json']]) {
      const run = await doctor.run([
        'doctor',
        url,
        '--login',
        'Chat',
        '--password',
        password,
        '--ids',
        '1',
        ...more,
      ]);
      expect(run.exitCode).toBe(1);
      expect(run.stderr).toContain('ps shows it');
      expect(run.stdout).toContain('••••');
      expectHidden(run, password, `Chat:${password}`);
    }
  });

  it('explains what is wrong with a token', async () => {
    const token = tokenOf({ exp: Date.now() + 60_000, user_id: '7', iat: 1 }, `${SECRET_KEY}276`);
    const environment = { IMBACHAT_SECRET_KEY: SECRET_KEY, IMBACHAT_WIDGET_ID: '276' };
    const run = await doctor.run(['doctor', 'token', '-', '--json'], environment, `${token}\n`);
    expect(run.exitCode).toBe(1);
    const { checks } = parseReport(run);
    expect(Object.fromEntries(checks.map(({ id, status }) => [id, status]))).toEqual({
      form: 'passed',
      length: 'passed',
      algorithm: 'passed',
      claims: 'failed',
      'user-id': 'failed',
      'exp-unit': 'failed',
      expiry: 'skipped',
      signature: 'failed',
      'secret-key': 'passed',
    });
    expect(run.stdout).toContain('followed by the widget id');
    expect(run.stdout).toContain('milliseconds');
    expectHidden(run, SECRET_KEY, token);

    const correct = tokenOf({ exp: Math.floor(Date.now() / 1000) + 3_600, user_id: 7 });
    expect((await doctor.run(['doctor', 'token', correct], environment)).exitCode).toBe(0);
  });

  it('explains what a signature was computed over', async () => {
    const page = `<script>new ChatbroLoader({encodedChatId: '9czk', siteDomain: 'example.com',
      siteUserExternalId: '7', siteUserFullName: 'O\\'Neil', signature: '${'0'.repeat(32)}'});</script>`;
    const environment = { CHATBRO_SITE_DOMAIN: 'example.com', CHATBRO_SECRET_KEY: SECRET_KEY };
    const run = await doctor.run(['doctor', 'signature', '-'], environment, page);
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(/siteUserFullName +"O'Neil"/);
    expect(run.stdout).toMatch(/secretKey +"••••"/);
    expect(run.stdout).toMatch(/^✖ signature /m);
    expectHidden(run, SECRET_KEY);
  });
});

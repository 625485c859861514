import type { INestApplication } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import { ChatIntegrationModule } from 'nestjs-chat-integration';
import { IMBACHAT, SmallSiteUserProvider } from '../support/fixtures.js';
import { ADAPTERS, startHost } from '../support/host.js';
import { hasPhp, PhpSite } from './php-sites.js';
import { complaints, reportIn, runDoctor } from './run-doctor.js';

describe.each(ADAPTERS)('this library on %s', (adapter) => {
  let app: INestApplication;
  const start = async (options: object = {}) => {
    const imbachat = { ...IMBACHAT, ...options };
    const module = ChatIntegrationModule.forRoot({ imbachat, userProvider: SmallSiteUserProvider });
    app = await startHost({ adapter, prefix: 'api', imports: [module] });
    await app.listen(0, '127.0.0.1');
    return `${await app.getUrl()}/api/imbachat/api/v1`;
  };
  const environment = {
    IMBACHAT_API_LOGIN: IMBACHAT.apiLogin,
    IMBACHAT_API_PASSWORD: IMBACHAT.apiPassword,
    IMBACHAT_MEMBER_PASSWORD: 'engine',
  };

  afterEach(() => app.close());

  it('has nothing to mend, and nothing that is not looked at', async () => {
    const url = await start();
    const run = await runDoctor(
      [url, '--ids', '1,2,12', '--member-login', 'ada', '--strict', '--json'],
      environment,
    );
    const report = reportIn(run);
    expect(complaints(report)).toEqual({});
    expect(run.exitCode).toBe(0);
    const overlooked = report.checks.filter(({ status }) => status === 'skipped');
    expect(overlooked.map(({ id }) => id)).toEqual(['loose-comparison']);
  });

  it('answers alike whichever Users info URL is given', async () => {
    const url = await start();
    for (const layout of ['users/', 'users?user_ids=', 'users?ids=']) {
      const report = reportIn(await runDoctor([`${url}/${layout}`, '--strict', '--json'], environment));
      expect(complaints(report)).toEqual({});
      expect(report.checks.find(({ id }) => id === 'authorized')!.detail).toBe(`Asked by ${layout}1,2.`);
    }
  });

  it('has its e-mail addresses, its separator and its envelope looked at as they are meant', async () => {
    const url = await start({ includeEmail: true, idSeparator: '|', searchEnvelope: 'array' });
    const report = reportIn(
      await runDoctor([url, '--with-email', '--separator', '|', '--json'], environment),
    );
    expect(complaints(report)).toEqual({});
    const mistaken = reportIn(await runDoctor([url, '--separator', '|', '--json'], environment));
    expect(Object.keys(complaints(mistaken))).toEqual(['email']);
  });
});

describe.skipIf(!hasPhp)('a site in PHP', () => {
  let site: PhpSite;
  afterEach(() => site.close());

  it('has nothing to mend where it is careful', async () => {
    site = await PhpSite.start('careful.php');
    const environment = { IMBACHAT_API_LOGIN: 'chat', IMBACHAT_API_PASSWORD: 'pass:words-of-php' };
    const run = await runDoctor([`${site.origin}/imbachat/api/v1`, '--json', '--strict'], environment);
    expect(complaints(reportIn(run))).toEqual({});
    expect(run.exitCode).toBe(0);
  });

  it('is told what it does like the plugins', async () => {
    site = await PhpSite.start('careless.php');
    const environment = { IMBACHAT_API_LOGIN: 'chat', IMBACHAT_API_PASSWORD: '1000' };
    const run = await runDoctor([`${site.origin}/?user_ids=`, '--json'], environment);
    const found = Object.entries(complaints(reportIn(run))).map(([id, { status }]) => [id, status]);
    expect(found).toEqual([
      ['loose-comparison', 'failed'],
      ['other-scheme', 'failed'],
      ['cache', 'warning'],
      ['duplicates', 'failed'],
      ['nothing-cast', 'failed'],
      ['email', 'failed'],
    ]);
    expect(run.exitCode).toBe(1);
  });
});

import type { INestApplication } from '@nestjs/common';
import { ChatIntegrationModule } from 'nestjs-chat-integration';
import { afterEach, describe, expect, it } from 'vitest';
import { IMBACHAT, SmallSiteUserProvider } from '../support/fixtures.js';
import { ADAPTERS, startHost } from '../support/host.js';
import { hasPhp, PhpSite } from './php-sites.js';
import { parseReport, problemsIn, runDoctor, skippedIn } from './run-doctor.js';

describe.each(ADAPTERS)('the doctor on a site with nestjs-chat-integration on %s', (adapter) => {
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

  it('finds no problem, and skips only the check for numeric passwords', async () => {
    const url = await start();
    const run = await runDoctor(
      [url, '--ids', '1,2,12', '--member-login', 'ada', '--strict', '--json'],
      environment,
    );
    const { checks } = parseReport(run);
    expect(problemsIn(checks)).toEqual([]);
    expect(run.exitCode).toBe(0);
    expect(skippedIn(checks)).toEqual(['loose-comparison']);
  });

  it.each(['users/', 'users?user_ids=', 'users?ids='])(
    'finds no problem with the Users info URL …/%s',
    async (layout) => {
      const url = await start();
      const { checks } = parseReport(
        await runDoctor([`${url}/${layout}`, '--strict', '--json'], environment),
      );
      expect(problemsIn(checks)).toEqual([]);
      expect(checks.find(({ id }) => id === 'authorized')!.detail).toBe(`Requested as ${layout}1,2.`);
    },
  );

  it('finds no problem with e-mail addresses, a separator and a form of search results if they are intended', async () => {
    const url = await start({ includeEmail: true, idSeparator: '|', searchEnvelope: 'array' });
    const args = [url, '--separator', '|', '--json'];
    const { checks } = parseReport(await runDoctor([...args, '--with-email'], environment));
    expect(problemsIn(checks)).toEqual([]);
    const unintended = parseReport(await runDoctor(args, environment));
    expect(problemsIn(unintended.checks).map(({ id }) => id)).toEqual(['email']);
  });
});

describe.skipIf(!hasPhp)('the doctor on a site in PHP', () => {
  let site: PhpSite;
  afterEach(() => site.close());

  it('finds no problem if the site follows the protocol', async () => {
    site = await PhpSite.start('careful.php');
    const environment = { IMBACHAT_API_LOGIN: 'chat', IMBACHAT_API_PASSWORD: 'pass:words-of-php' };
    const run = await runDoctor([`${site.origin}/imbachat/api/v1`, '--json', '--strict'], environment);
    expect(problemsIn(parseReport(run).checks)).toEqual([]);
    expect(run.exitCode).toBe(0);
  });

  it("finds the problems of the vendor's plugins", async () => {
    site = await PhpSite.start('careless.php');
    const environment = { IMBACHAT_API_LOGIN: 'chat', IMBACHAT_API_PASSWORD: '1000' };
    const run = await runDoctor([`${site.origin}/?user_ids=`, '--json'], environment);
    expect(problemsIn(parseReport(run).checks).map(({ id, status }) => [id, status])).toEqual([
      ['loose-comparison', 'failed'],
      ['other-scheme', 'failed'],
      ['cache', 'warning'],
      ['duplicates', 'failed'],
      ['invalid-ids', 'failed'],
      ['email', 'failed'],
    ]);
    expect(run.exitCode).toBe(1);
  });
});

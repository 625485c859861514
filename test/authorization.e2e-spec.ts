import { Controller, Get, type INestApplication, UseGuards } from '@nestjs/common';
import passport from 'passport';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BasicAuthGuard, ChatIntegrationModule } from 'nestjs-chat-integration';
import { EverybodyUserProvider, IMBACHAT } from './support/fixtures.js';
import { ADAPTERS, basic, startHost } from './support/host.js';

const base64 = (bytes: string | Buffer) => Buffer.from(bytes).toString('base64');
const [login, password] = [IMBACHAT.apiLogin, IMBACHAT.apiPassword];

describe.each(ADAPTERS)('authorization of the chat server on %s', (adapter) => {
  let app: INestApplication;

  const statusWith = async (authorization?: string, path = '/imbachat/api/v1/users/1') => {
    const call = request(app.getHttpServer()).get(path);
    return (await (authorization === undefined ? call : call.set('Authorization', authorization))).status;
  };

  @Controller('reports')
  @UseGuards(BasicAuthGuard)
  class ReportsController {
    @Get()
    report() {
      return 'for the chat server';
    }
  }

  beforeAll(async () => {
    const imbachat = {
      ...IMBACHAT,
      additionalCredentials: [
        { apiLogin: 'Zoë', apiPassword: 'пароль-сайта' },
        { apiLogin: 'digits', apiPassword: '271000000' },
      ],
    };
    app = await startHost({
      adapter,
      imports: [ChatIntegrationModule.forRoot({ imbachat, userProvider: EverybodyUserProvider })],
      controllers: [ReportsController],
    });
  });
  afterAll(() => app.close());

  it.each([
    ['the configured credentials, whose password contains a colon', basic(login, password)],
    ['the login in upper case', basic(login.toUpperCase(), password)],
    ['the scheme in mixed case', basic(login, password).replace('Basic', 'bAsIc')],
    ['additional credentials in UTF-8', basic('zoË', 'пароль-сайта')],
  ])('accepts %s', async (_case, header) => {
    expect(await statusWith(header)).toBe(200);
  });

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['a wrong password', basic(login, 'wrong')],
    ['the password in upper case', basic(login, password.toUpperCase())],
    ['the start of the password', basic(login, 'pass')],
    ['the password with a suffix', basic(login, `${password}:anything`)],
    ['the login of one account with the password of another', basic(login, 'пароль-сайта')],
    ['a password that is equal in PHP', basic('digits', '271e6')],
    ['a colon only', 'Basic Og=='],
    ['no colon', `Basic ${base64('nobody')}`],
    ['invalid base64', 'Basic !!!!'],
    ['base64 without padding', basic(login, password).replace(/=+$/, '')],
    ['non-canonical base64', basic(login, password).replace(/w==$/, 'x==')],
    ['another scheme', `Bearer ${base64(`${login}:${password}`)}`],
    ['a scheme that contains Basic', `X${basic(login, password)}`],
    ['a scheme that starts with Basic', basic(login, password).replace('Basic', 'BasicY')],
    ['two spaces', basic(login, password).replace(' ', '  ')],
    ['text after the credentials', `${basic(login, password)} x`],
    ['invalid UTF-8', `Basic ${base64(Buffer.from([0xff, 0x3a, 0xff]))}`],
    ['a control character', `Basic ${base64(`${login}:${password}\0`)}`],
  ])('rejects %s', async (_case, header) => {
    expect(await statusWith(header)).toBe(401);
  });

  it("protects a controller of the host with the library's guard, with the same response", async () => {
    expect(await statusWith(basic(login, password), '/reports')).toBe(200);
    const rejected = await request(app.getHttpServer()).get('/reports');
    expect(rejected.headers['www-authenticate']).toBe('Basic realm="Backend"');
    expect(rejected.body).toEqual({ code: 401, version: 1, error: 'Authenticate required!', debug: '' });
  });

  it('does not register a strategy globally in Passport', () => {
    expect(Object.keys((passport as unknown as { _strategies: object })._strategies)).toEqual(['session']);
  });
});

describe('the vulnerabilities of passport-http', () => {
  it.each(ADAPTERS)('exist in the original strategy but not in the library, on %s', async (adapter) => {
    const { BasicStrategy } = await import('passport-http');
    const accepts = (header: string): boolean => {
      let accepted = false;
      const strategy = Object.assign(
        Object.create(
          new BasicStrategy((user, pass, done) => done(null, user === 'site' && pass === 'the secret')),
        ),
        { success: () => (accepted = true), fail: () => {} },
      ) as { authenticate(request: object): void };
      strategy.authenticate({ headers: { authorization: header } });
      return accepted;
    };
    const exploits = [
      basic('site', 'the secret:anything'),
      basic('site', 'the secret').replace('Basic', 'XBasicY'),
    ];
    expect(exploits.map(accepts)).toEqual([true, true]);

    const imbachat = { ...IMBACHAT, apiLogin: 'site', apiPassword: 'the secret' };
    const app = await startHost({
      adapter,
      imports: [ChatIntegrationModule.forRoot({ imbachat, userProvider: EverybodyUserProvider })],
    });
    const statuses = await Promise.all(
      [basic('site', 'the secret'), ...exploits].map(
        async (header) =>
          (await request(app.getHttpServer()).get('/imbachat/api/v1/users/1').set('Authorization', header))
            .status,
      ),
    );
    expect(statuses).toEqual([200, 401, 401]);
    await app.close();
  });
});

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
        { apiLogin: 'Zoë', apiPassword: 'пароль' },
        { apiLogin: 'digits', apiPassword: '1000' },
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
    ['the configured pair, its password with a colon', basic(login, password)],
    ['the login in another letter case', basic(login.toUpperCase(), password)],
    ['the scheme in another letter case', basic(login, password).replace('Basic', 'bAsIc')],
    ['another accepted pair, in UTF-8', basic('zoË', 'пароль')],
  ])('accepts %s', async (_case, header) => {
    expect(await statusWith(header)).toBe(200);
  });

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['a wrong password', basic(login, 'wrong')],
    ['a password in another letter case', basic(login, password.toUpperCase())],
    ['the start of the password', basic(login, 'pass')],
    ['the password and more', basic(login, `${password}:anything`)],
    ['the login of one pair with the password of another', basic(login, 'пароль')],
    ['a number that PHP would call equal', basic('digits', '1e3')],
    ['nothing but a colon', 'Basic Og=='],
    ['no colon', `Basic ${base64('nobody')}`],
    ['bad base64', 'Basic !!!!'],
    ['base64 without its padding', basic(login, password).replace(/=+$/, '')],
    ['base64 that is not canonical', basic(login, password).replace(/w==$/, 'x==')],
    ['another scheme', `Bearer ${base64(`${login}:${password}`)}`],
    ['a scheme that only holds Basic', `X${basic(login, password)}`],
    ['a scheme that only starts with Basic', basic(login, password).replace('Basic', 'BasicY')],
    ['two blanks', basic(login, password).replace(' ', '  ')],
    ['something after the credentials', `${basic(login, password)} x`],
    ['bytes that are not UTF-8', `Basic ${base64(Buffer.from([0xff, 0x3a, 0xff]))}`],
    ['a control character', `Basic ${base64(`${login}:${password}\0`)}`],
  ])('refuses %s', async (_case, header) => {
    expect(await statusWith(header)).toBe(401);
  });

  it('guards a controller of the host too, with the same answer', async () => {
    expect(await statusWith(basic(login, password), '/reports')).toBe(200);
    const refused = await request(app.getHttpServer()).get('/reports');
    expect(refused.headers['www-authenticate']).toBe('Basic realm="Backend"');
    expect(refused.body).toEqual({ code: 401, version: 1, error: 'Authenticate required!', debug: '' });
  });

  it('leaves the process-wide registry of Passport alone', () => {
    expect(Object.keys((passport as unknown as { _strategies: object })._strategies)).toEqual(['session']);
  });
});

describe("passport-http's holes", () => {
  // The strategy with its own verdict in place of ours: what these tests hold shut is really open there.
  it.each(ADAPTERS)('are open without the strict parser, on %s', async (adapter) => {
    const { BasicStrategy } = await import('passport-http');
    const accepts = (header: string): boolean => {
      let accepted = false;
      const strategy = Object.assign(
        Object.create(
          new BasicStrategy((user, pass, done) => done(null, user === 'site' && pass === 'secret')),
        ),
        { success: () => (accepted = true), fail: () => {} },
      ) as { authenticate(request: object): void };
      strategy.authenticate({ headers: { authorization: header } });
      return accepted;
    };
    const holes = [basic('site', 'secret:anything'), basic('site', 'secret').replace('Basic', 'XBasicY')];
    expect(holes.map(accepts)).toEqual([true, true]);

    const imbachat = { ...IMBACHAT, apiLogin: 'site', apiPassword: 'secret' };
    const app = await startHost({
      adapter,
      imports: [ChatIntegrationModule.forRoot({ imbachat, userProvider: EverybodyUserProvider })],
    });
    const statuses = await Promise.all(
      [basic('site', 'secret'), ...holes].map(
        async (header) =>
          (await request(app.getHttpServer()).get('/imbachat/api/v1/users/1').set('Authorization', header))
            .status,
      ),
    );
    expect(statuses).toEqual([200, 401, 401]);
    await app.close();
  });
});

import { randomUUID } from 'node:crypto';
import { isPlainObject } from 'nestjs-chat-integration/internal';
import { type Check, failed, passed, skipped } from '../../check.js';
import { expectRefusals } from './authorization-checks.js';
import { describeResponse } from './describe-response.js';
import { isUserSummary, optionalEndpointCheck } from './optional-endpoint-check.js';
import type { Site, SiteRequest, SiteResponse } from '../site.js';

const section = 'protocol/imbachat.md section 1.3';

/** The rules for the login check. */
export const loginChecks: readonly Check<Site>[] = [
  optionalEndpointCheck({
    id: 'login-check',
    title: 'The login check refuses a wrong login and password with code 403',
    fix: 'Respond with 200 and {"code":403,"error":"…","debug":""}, or with status 401 or 403. Name a user only if login and password are correct.',
    request: (site) => logIn(site, randomUUID(), randomUUID()),
    check: (response) =>
      isLoginRefusal(response)
        ? passed()
        : failed(`Expected a refusal but got ${describeResponse(response)}.`),
  }),
  {
    id: 'login-check-text',
    section,
    title: 'The login check gives the same response to an unknown login and a wrong password',
    fix: 'Respond identically in both cases. Otherwise anyone can find out who is a member.',
    needs: 'login-check',
    async run(site) {
      const { member } = site.options;
      if (!member) return skipped('It needs a member: pass --member-login.');
      const password = randomUUID();
      const known = await logIn(site, member.login, password);
      const unknown = await logIn(site, randomUUID(), password);
      return known.status === unknown.status && known.text === unknown.text
        ? passed()
        : failed(`Got ${describeResponse(known)} and ${describeResponse(unknown)}, with different texts.`);
    },
  },
  {
    id: 'login-check-member',
    section,
    title: 'The login check names the member if login and password are correct',
    fix: 'Respond with 200 and {"name":"…","user_id":…}.',
    needs: 'login-check',
    async run(site) {
      const { member } = site.options;
      if (!member?.password) {
        return skipped('It needs a member: pass --member-login, and set IMBACHAT_MEMBER_PASSWORD.');
      }
      const response = await logIn(site, member.login, member.password);
      return response.status === 200 && isUserSummary(response.json)
        ? passed()
        : failed(`Expected a name and a user_id but got ${describeResponse(response)}.`);
    },
  },
  optionalEndpointCheck({
    id: 'login-check-authorization',
    title: 'The login check requires authorization',
    fix: 'Protect it like users info. Otherwise anyone can try passwords.',
    request: (site) => logIn(site, randomUUID(), randomUUID(), { authorization: null }),
    check: (response) => expectRefusals([response]),
  }),
];

function logIn(
  site: Site,
  login: string,
  password: string,
  request: SiteRequest = {},
): Promise<SiteResponse> {
  return site.requestEndpoint('/auth_users', { ...request, form: { login, password } });
}

function isLoginRefusal({ status, json }: SiteResponse): boolean {
  if (!isPlainObject(json)) return status === 401 || status === 403;
  const namesUser = 'user_id' in json || 'name' in json;
  return !namesUser && (status === 401 || status === 403 || json['code'] === 403);
}

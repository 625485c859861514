import { isPlainObject, quote } from 'nestjs-chat-integration/internal';
import { type Check, failed, passed, skipped, warning } from '../../check.js';
import { expectRefusals } from './authorization-checks.js';
import { describeResponse, recordsOf } from './describe-response.js';
import { isUserSummary, NO_BASE_URL, NOT_SERVED, optionalEndpointCheck } from './optional-endpoint-check.js';
import type { Site, SiteRequest, SiteResponse } from '../site.js';

/** The rule for the version. */
export const versionCheck: Check<Site> = optionalEndpointCheck({
  id: 'version',
  title: 'The version is available without authorization',
  fix: 'Respond to GET on the base URL with {"version":1,"type":"…"}, without authorization.',
  request: (site) => site.requestEndpoint('', { authorization: null }),
  check: (response) =>
    response.status === 200 && isPlainObject(response.json) && response.json['version'] === 1
      ? passed()
      : warning(`Expected 200 with version 1 but got ${describeResponse(response)}.`),
});

/** The rules for friends. */
export const friendsChecks: readonly Check<Site>[] = [
  optionalEndpointCheck({
    id: 'friends',
    title: 'Friends are an array of users, or code 422',
    fix: 'Respond with an array of users, or with {"code":422,…} if the site has no friends.',
    request: requestFriends,
    check: (response) => {
      const hasNoFriends = isPlainObject(response.json) && response.json['code'] === 422;
      return hasNoFriends || recordsOf(response)?.every(isUserSummary)
        ? passed()
        : failed(`Expected an array of users but got ${describeResponse(response)}.`);
    },
  }),
  optionalEndpointCheck({
    id: 'friends-authorization',
    title: 'Friends require authorization',
    fix: 'Protect them like users info.',
    request: (site) => requestFriends(site, { authorization: null }),
    check: (response) => expectRefusals([response]),
  }),
];

/** The rules for what a site must not give to strangers. */
export const secretsChecks: readonly Check<Site>[] = [
  {
    id: 'credentials-endpoint',
    section: 'protocol/imbachat.md section 1.3',
    title: 'There is no endpoint getauthdata, which reveals credentials',
    fix: 'Remove the endpoint, and change every secret: the WordPress plugin serves it to everyone. Look for sync, notifications and setguestimbachat too; the doctor does not call them because they change data.',
    needs: 'reachable',
    async run(site) {
      if (site.options.address.base === null) return NO_BASE_URL;
      const response = await site.requestEndpoint('/getauthdata', { authorization: null });
      return response.status >= 400
        ? passed(`It responds with ${response.status}.`)
        : failed(`Expected 404 but got ${describeResponse(response)}.`);
    },
  },
  {
    id: 'guest-token',
    section: 'protocol/imbachat.md section 2',
    title: 'A guest gets no token',
    fix: 'Respond with 401 to visitors who are not signed in.',
    needs: 'reachable',
    async run(site) {
      const { tokenUrl } = site.options;
      if (tokenUrl === null) return skipped('It needs the URL of the token: pass --token-url.');
      const { status, text } = await site.request(tokenUrl, { authorization: null });
      if (status === 404) return NOT_SERVED;
      return status === 200 && /[\w-]\.[\w-]+\./.test(text)
        ? failed('It responds with 200 and a token.')
        : passed(`It responds with ${status}.`);
    },
  },
];

/** The rule for all responses of the examination; must be the last check. */
export const internalsCheck: Check<Site> = {
  id: 'no-internals',
  section: 'protocol/imbachat.md section 1.1',
  title: 'No response contains a program error, a stack trace or the password',
  fix: 'Turn off the display of errors (display_errors in PHP), and log them instead.',
  needs: 'reachable',
  run({ urlsWithInternals, responseCount }) {
    const [first] = urlsWithInternals;
    if (first === undefined) return passed();
    const { pathname } = new URL(first);
    return failed(`${urlsWithInternals.length} of ${responseCount} do, the first at ${quote(pathname)}.`);
  },
};

function requestFriends(site: Site, request?: SiteRequest): Promise<SiteResponse> {
  return site.requestEndpoint(`/user/friends/${site.options.ids[0]!}`, request);
}

import { isPlainObject } from 'nestjs-chat-integration/internal';
import { isUserNumber } from 'nestjs-chat-integration/protocol';
import { type Check, type CheckResult, skipped } from '../../check.js';
import type { UserRecord } from './describe-response.js';
import type { Site, SiteResponse } from '../site.js';

/** The result if an endpoint responds with 404. */
export const NOT_SERVED = skipped('It is not served.');

/** The result if the base URL of the endpoints is unknown. */
export const NO_BASE_URL = skipped('Only a Users info URL was given.');

/** Creates a check of an endpoint that is skipped if the site does not serve it. */
export function optionalEndpointCheck({
  request,
  check,
  ...rule
}: Pick<Check<Site>, 'id' | 'title' | 'fix'> & {
  request(site: Site): Promise<SiteResponse>;
  check(response: SiteResponse): CheckResult;
}): Check<Site> {
  return {
    ...rule,
    section: 'protocol/imbachat.md section 1.3',
    needs: 'known-users',
    async run(site) {
      if (site.options.address.base === null) return NO_BASE_URL;
      const response = await request(site);
      return response.status === 404 ? NOT_SERVED : check(response);
    },
  };
}

/** Returns whether a value is a user with a name and an id. */
export function isUserSummary(value: unknown): value is UserRecord {
  return isPlainObject(value) && typeof value['name'] === 'string' && isUserNumber(value['user_id']);
}

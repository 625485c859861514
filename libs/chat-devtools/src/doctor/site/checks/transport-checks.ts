import { quote } from 'nestjs-chat-integration/internal';
import { type Check, type CheckResult, failed, passed, warning } from '../../check.js';
import type { Site } from '../site.js';

/** Our own limit for users info, in milliseconds; the vendor documents none. */
const MAX_MS = 1_000;

/** How often each number of users is requested; the median counts. */
const REPEATS = 3;

/** The rules for the connection to the site. */
export const transportChecks: readonly Check<Site>[] = [
  {
    id: 'reachable',
    section: 'protocol/imbachat.md section 1.2',
    title: 'The site responds',
    fix: 'Check the host, the port and the certificate. The chat server must be able to reach the site from the internet.',
    async run(site) {
      await site.knownUsers();
      return passed();
    },
  },
  {
    id: 'https',
    section: 'protocol/imbachat.md section 1.1',
    title: 'The API password is sent over https',
    fix: 'Serve the site over https: HTTP Basic sends the password with every call, readable on the network.',
    run({ options }) {
      const { protocol, hostname } = new URL(options.address.url);
      if (protocol === 'https:') return passed();
      return isLoopback(hostname)
        ? passed('Plain http, but on this machine.')
        : warning('The site is called over plain http.');
    },
  },
  {
    id: 'no-redirect',
    section: 'protocol/imbachat.md section 1.2',
    title: 'Users info does not redirect',
    fix: 'Use the final URL, and exempt it from redirects to a login page: the chat server is not a visitor.',
    async run(site) {
      const { status, headers } = (await site.knownUsers()).response;
      if (status < 300 || status > 399) return passed();
      return failed(`It responded with ${status}, a redirect to ${quote(headers.get('location') ?? '')}.`);
    },
  },
];

/** The rule for the speed of users info. */
export const speedChecks: readonly Check<Site>[] = [
  {
    id: 'speed',
    section: 'protocol/imbachat.md section 1.2',
    title: `Users info for 1, 10 and 100 users takes at most ${MAX_MS / 1000} s each`,
    fix: 'Read all users of a request with one indexed query, not with one query for each user. The limit is ours; the vendor documents none.',
    needs: 'known-users',
    async run(site) {
      const durations: [count: number, ms: number[]][] = [];
      for (const count of [1, 10, 100]) {
        const ids = sampleIds(site.options.ids, count);
        const ms: number[] = [];
        for (let i = 0; i < REPEATS; i++) ms.push((await site.requestUsers(ids)).ms);
        durations.push([count, ms]);
      }
      return checkSpeed(durations);
    },
  },
];

/** Checks how long requests for a number of users took, in milliseconds. */
export function checkSpeed(
  durations: readonly (readonly [count: number, ms: readonly number[]])[],
): CheckResult {
  const medians = durations.map(([count, ms]) => [count, median(ms)] as const);
  const list = medians.map(([count, ms]) => `${count}: ${ms.toFixed(0)} ms`).join(', ');
  const isSlow = medians.some(([, ms]) => ms > MAX_MS);
  return (isSlow ? warning : passed)(`Median of ${REPEATS} requests by number of users: ${list}.`);
}

/** Returns the middle of an odd count of numbers. */
function median(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[(numbers.length - 1) / 2]!;
}

/** Returns this many ids, the known ones first. */
function sampleIds(known: readonly number[], count: number): number[] {
  const ids = new Set(known);
  for (let id = 1; ids.size < count; id++) ids.add(id);
  return [...ids].slice(0, count);
}

function isLoopback(hostname: string): boolean {
  return /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}

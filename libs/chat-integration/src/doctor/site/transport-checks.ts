import { type Check, failed, passed, type Verdict, warning } from '../check.js';
import { quoted } from '../quoted.js';
import { median } from './median.js';
import type { Site } from './site.js';

/** How long users info may take before the doctor warns, in milliseconds: a limit of ours, the vendor names none. */
export const PATIENCE_MS = 1_000;

/** How many times each size is asked for; the median counts. */
const TIMES = 3;

/** How the site is reached. */
export const transportChecks: readonly Check<Site>[] = [
  {
    id: 'reachable',
    section: 'protocol/imbachat.md section 1.2',
    title: 'The site answers',
    remedy: 'Check host, port and certificate: the chat server must reach the site from the internet.',
    async run(site) {
      await site.usersInfo();
      return passed();
    },
  },
  {
    id: 'https',
    section: 'protocol/imbachat.md section 1.1',
    title: 'The API password travels over https',
    remedy:
      'Serve the site over https: HTTP Basic sends the password with every call, readable for whoever is between.',
    run: ({ options }) => {
      const { protocol, hostname } = new URL(options.address.url);
      if (protocol === 'https:') return passed();
      return isOwnMachine(hostname)
        ? passed('Plain http, but on this machine.')
        : warning('The site is called over plain http.');
    },
  },
  {
    id: 'no-redirect',
    section: 'protocol/imbachat.md section 1.2',
    title: 'Users info answers itself, not with a redirect',
    remedy:
      'Give the URL that answers itself, and let it pass whatever sends visitors to a login page: the chat server is no visitor.',
    async run(site) {
      const { status, headers } = (await site.usersInfo()).answer;
      if (status < 300 || status > 399) return passed();
      return failed(`It answered ${status}, a redirect to ${quoted(headers.get('location') ?? '')}.`);
    },
  },
];

/** How fast users info is. */
export const speedChecks: readonly Check<Site>[] = [
  {
    id: 'speed',
    section: 'protocol/imbachat.md section 1.2',
    title: `1, 10 and 100 users are answered within ${PATIENCE_MS / 1000} s each`,
    remedy:
      'Read all users of a request with one query, by an index, rather than with one query for each. The limit is ours: the vendor names none.',
    needs: 'known-users',
    async run(site) {
      const medians: [count: number, ms: number][] = [];
      for (const count of [1, 10, 100]) {
        const times: number[] = [];
        for (let time = 0; time < TIMES; time++) {
          times.push((await site.users(someIds(site.options.ids, count))).ms);
        }
        medians.push([count, median(times)]);
      }
      return judgeSpeed(medians);
    },
  },
];

/** Judges how long it took to answer for so many users, in milliseconds. */
export function judgeSpeed(medians: readonly (readonly [count: number, ms: number])[]): Verdict {
  const told = medians.map(([count, ms]) => `${count}: ${ms.toFixed(0)} ms`).join(', ');
  const isSlow = medians.some(([, ms]) => ms > PATIENCE_MS);
  return (isSlow ? warning : passed)(`Median of ${TIMES} by count of ids: ${told}.`);
}

/** So many ids, beginning with those that are known. */
function someIds(known: readonly number[], count: number): number[] {
  const ids = new Set(known);
  for (let id = 1; ids.size < count; id++) ids.add(id);
  return [...ids].slice(0, count);
}

/** Tells whether a host of a URL is the machine on which the doctor runs. */
function isOwnMachine(hostname: string): boolean {
  return /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}

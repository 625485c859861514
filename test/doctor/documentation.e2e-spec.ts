import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { accountChecks } from '../../libs/chat-devtools/src/doctor/account/account-checks.js';
import { HELP } from '../../libs/chat-devtools/src/doctor/help.js';
import { signatureChecks } from '../../libs/chat-devtools/src/doctor/signature/signature-checks.js';
import { siteChecks } from '../../libs/chat-devtools/src/doctor/site/checks/site-checks.js';
import { tokenChecks } from '../../libs/chat-devtools/src/doctor/token/token-checks.js';

const page = readFileSync(new URL('../../docs/doctor.md', import.meta.url), 'utf8');
const protocol = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

/** The rows of the table below a heading, without its header. */
const rowsBelow = (heading: string): string[] =>
  page
    .split(`\n### ${heading}\n`)[1]!
    .split('\n#')[0]!
    .split('\n')
    .filter((line) => line.startsWith('| `'));

describe.each([
  ['A site', siteChecks],
  ['A token', tokenChecks],
  ['A signature', signatureChecks],
  ['An account', accountChecks],
])('%s', (heading, checks) => {
  it('is documented in docs/doctor.md with all of its checks, in their order', () => {
    expect(rowsBelow(heading)).toEqual(
      checks.map(
        ({ id, title, section }) =>
          `| \`${id}\` | ${title} | ${section.replace('protocol/', '').replace('section ', '')} |`,
      ),
    );
  });

  it('has checks with unique ids that need only earlier checks', () => {
    const ids = checks.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const tooLate = checks.filter(
      ({ needs }, at) => needs !== undefined && !ids.slice(0, at).includes(needs),
    );
    expect(tooLate).toEqual([]);
  });

  it('refers to existing sections of the protocol', () => {
    for (const { section } of checks) {
      const [, file, number] = /^(protocol\/\w+\.md) section ([\d.]+)$/.exec(section)!;
      expect(protocol(file!)).toMatch(new RegExp(`^#+ ${number!.replace('.', '\\.')}\\.? `, 'm'));
    }
  });
});

it('the help lists every environment variable of the documentation', () => {
  const variables = new Set(page.match(/\b(?:IMBACHAT|CHATBRO)_[A-Z_]+\b/g));
  for (const variable of variables) expect(HELP).toContain(variable);
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { root } from './snippets.js';

const changelogs = readdirSync(`${root}libs`)
  .map((folder) => `libs/${folder}/CHANGELOG.md`)
  .filter((path) => existsSync(root + path));

describe.each(changelogs)('%s', (path) => {
  const changelog = readFileSync(root + path, 'utf8');
  const [, ...sections] = changelog.split(/^## /m);
  const titles = sections.map((section) => section.split('\n', 1)[0]!);

  it('has the format of Keep a Changelog', () => {
    expect(changelog).toMatch(/^# Changelog\n\n.*keepachangelog\.com.*semver\.org/);
    expect(titles[0]).toBe('[Unreleased]');
    for (const title of titles.slice(1)) expect(title).toMatch(/^\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}$/);
    for (const section of sections) {
      const [, ...kinds] = section.split(/^### /m);
      for (const kind of kinds)
        expect(kind).toMatch(/^(?:Added|Changed|Deprecated|Removed|Fixed|Security)\n\n- [^]*\S\n+$/);
    }
  });

  it('lists the newest version first', () => {
    const numbers = titles.slice(1).map((title) => title.match(/\d+/g)!.slice(0, 3).map(Number));
    const descending = numbers.toSorted((a, b) => b[0]! - a[0]! || b[1]! - a[1]! || b[2]! - a[2]!);
    expect(numbers).toEqual(descending);
  });

  it('has an entry for the version of the package, or unreleased changes', () => {
    const manifest = readFileSync(root + path.replace('CHANGELOG.md', 'package.json'), 'utf8');
    const { version } = JSON.parse(manifest) as { version: string };
    const isReleased = titles.some((title) => title.startsWith(`[${version}]`));
    expect(isReleased || sections[0]!.includes('### ')).toBe(true);
  });
});

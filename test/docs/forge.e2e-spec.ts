import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { root } from './snippets.js';

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly run?: string;
}
interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly uses?: string;
  readonly steps?: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = `${root}.github/workflows/`;
const read = (file: string) => parse(readFileSync(folder + file, 'utf8')) as Workflow;
const manifestOf = (path: string) =>
  JSON.parse(readFileSync(`${root}${path}package.json`, 'utf8')) as {
    readonly name: string;
    readonly scripts?: object;
    readonly dependencies?: object;
  };

describe.each(readdirSync(folder))('the workflow %s', (file) => {
  const workflow = read(file);
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps ?? []);

  it('has no write permission, except for the identity of a release', () => {
    expect([{}, { contents: 'read' }]).toContainEqual(workflow.permissions);
    const written = jobs.flatMap(({ permissions = {} }) =>
      Object.entries(permissions).flatMap(([name, access]) => (access === 'read' ? [] : [name])),
    );
    expect(written).toEqual(file === 'release.yml' ? ['id-token'] : []);
  });

  it('gives pull requests no further permissions and puts no untrusted text into a shell', () => {
    expect(workflow.on).not.toHaveProperty('pull_request_target');
    expect(workflow.on).not.toHaveProperty('workflow_run');
    expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
  });

  it('uses only actions of GitHub, and keeps no credentials', () => {
    const actions = steps.filter(({ uses }) => uses !== undefined);
    for (const { uses } of actions) expect(uses).toMatch(/^actions\/[\w-]+@(?:v\d+|[0-9a-f]{40})$/);
    for (const { with: inputs } of actions.filter(({ uses }) => uses!.startsWith('actions/checkout@')))
      expect(inputs?.['persist-credentials']).toBe(false);
  });

  it('uses workflows and scripts that exist', () => {
    for (const { uses } of jobs.filter((job) => job.uses)) expect(existsSync(root + uses!)).toBe(true);
    const used = steps.flatMap(({ run }) => /^npm run (\S+)/.exec(run ?? '')?.[1] ?? []);
    expect(used.filter((script) => !(script in manifestOf('').scripts!))).toEqual([]);
  });
});

describe('a release', () => {
  it('publishes each package after the packages that it depends on', () => {
    const { steps = [] } = read('release.yml').jobs['publish']!;
    const published = steps.flatMap(({ run }) => /^npm publish --workspace (\S+)/.exec(run ?? '')?.[1] ?? []);
    const packages = readdirSync(`${root}libs`)
      .filter((name) => existsSync(`${root}libs/${name}/package.json`))
      .map((name) => manifestOf(`libs/${name}/`));
    expect(published.toSorted()).toEqual(packages.map(({ name }) => name).toSorted());
    for (const { name, dependencies = {} } of packages) {
      const earlier = published.slice(0, published.indexOf(name));
      const ours = Object.keys(dependencies).filter((dependency) => published.includes(dependency));
      expect(ours.filter((dependency) => !earlier.includes(dependency))).toEqual([]);
    }
  });
});

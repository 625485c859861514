import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { root } from './snippets.js';

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly uses?: string;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
  readonly steps?: readonly {
    readonly uses?: string;
    readonly with?: Readonly<Record<string, unknown>>;
    readonly run?: string;
  }[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = `${root}.github/workflows/`;
const read = (file: string) => parse(readFileSync(folder + file, 'utf8')) as Workflow;
const files = readdirSync(folder);
const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps }) => steps ?? []);

describe.each(files)('the workflow %s', (file) => {
  const workflow = read(file);

  it('may only read, unless a job says more', () => {
    expect([{}, { contents: 'read' }]).toContainEqual(workflow.permissions);
  });

  it('may write nothing but the identity of the job that publishes', () => {
    const writing = Object.entries(workflow.jobs).flatMap(([job, { permissions = {} }]) =>
      Object.entries(permissions)
        .filter(([, access]) => access !== 'read')
        .map(([permission, access]) => `${job} ${permission}: ${access}`),
    );
    expect(writing).toEqual(file === 'release.yml' ? ['publish id-token: write'] : []);
  });

  it('never runs with more rights for what strangers send, nor puts their text into a shell', () => {
    expect(workflow.on).not.toHaveProperty('pull_request_target');
    expect(workflow.on).not.toHaveProperty('workflow_run');
    expect(stepsOf(workflow).filter(({ run }) => run?.includes('${{'))).toEqual([]);
  });

  it('uses actions by their major version, which Renovate pins, and leaves no credentials behind', () => {
    const renovate = readFileSync(`${root}.github/renovate.json`, 'utf8');
    expect(renovate).toContain('helpers:pinGitHubActionDigests');
    for (const { uses, with: given } of stepsOf(workflow).filter((step) => step.uses)) {
      expect(uses).toMatch(/^actions\/[\w-]+@(?:v\d+|[0-9a-f]{40})$/);
      expect(uses!.startsWith('actions/checkout@') ? given?.['persist-credentials'] : false).toBe(false);
    }
    for (const { uses } of Object.values(workflow.jobs).filter((job) => job.uses))
      expect(existsSync(root + uses!.replace(/^\.\//, ''))).toBe(true);
  });

  it('runs scripts that there are', () => {
    const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { scripts: object };
    const used = stepsOf(workflow).flatMap(({ run }) => /^npm run (\S+)/.exec(run ?? '')?.[1] ?? []);
    expect(used.filter((script) => !(script in scripts))).toEqual([]);
  });
});

describe('the checks of a change', () => {
  it('run on every line of Node that the package supports', () => {
    const { engines } = JSON.parse(readFileSync(`${root}libs/chat-integration/package.json`, 'utf8')) as {
      engines: { node: string };
    };
    expect(read('ci.yml').jobs['test']!.strategy!.matrix['node']).toEqual(
      engines.node.split(' || ').map((range) => Number(/\d+/.exec(range)![0])),
    );
  });
});

describe('a release', () => {
  it('publishes with provenance, after all checks', () => {
    const { publish, test } = read('release.yml').jobs as Record<string, Job & { needs?: string }>;
    expect(test!.uses).toBe('./.github/workflows/ci.yml');
    expect(publish!.needs).toBe('test');
    expect(publish!.steps!.at(-1)!.run).toMatch(/^npm publish .*--provenance/);
  });
});

describe('the forms', () => {
  it.each(readdirSync(`${root}.github/ISSUE_TEMPLATE`).filter((file) => file !== 'config.yml'))(
    '%s asks something',
    (file) => {
      const form = parse(readFileSync(`${root}.github/ISSUE_TEMPLATE/${file}`, 'utf8')) as {
        name: string;
        body: { type: string }[];
      };
      expect(form.name).toBeTypeOf('string');
      expect(form.body.some(({ type }) => type === 'textarea')).toBe(true);
    },
  );
});

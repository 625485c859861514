import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ChatIntegrationError } from 'nestjs-chat-integration';
import { NAVIGATION } from '../../docs/.vitepress/navigation.js';
import { isSampleSecret } from '../../libs/chat-integration/src/options/secret-rules.js';
import { pages, root } from './snippets.js';

const read = (path: string) => readFileSync(root + path, 'utf8');

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
}

const packages = ['chat-browser', 'chat-integration', 'chat-devtools'].map((folder) => ({
  sources: `libs/${folder}/src/`,
  manifest: JSON.parse(read(`libs/${folder}/package.json`)) as Manifest,
}));

describe('the errors page', () => {
  const rows = read('docs/errors.md')
    .split('\n')
    .filter((line) => line.startsWith('| `ERR_'))
    .map((line) => line.split(' | ').map((cell) => cell.replaceAll(/^\| |\|$|`/g, '').trim()));

  it('lists the codes of all packages and no others', () => {
    const files = packages.flatMap(({ sources }) =>
      readdirSync(root + sources, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts') && !path.endsWith('spec.ts'))
        .map((path) => sources + path),
    );
    const codes = files.flatMap((path) => read(path).match(/\bERR_CHAT_[A-Z_]+\b/g) ?? []);
    expect(new Set(rows.map(([code]) => code))).toEqual(new Set(codes));
  });

  const entryPoints = packages.flatMap(({ manifest: { name, exports } }) =>
    Object.keys(exports)
      .filter((path) => !/internal|\.json$/.test(path))
      .map((path) => join(name, path)),
  );

  it.each(entryPoints)('lists the errors that %s exports', async (entryPoint) => {
    const exported = (await import(/* @vite-ignore */ entryPoint)) as Record<string, unknown>;
    const errors = Object.entries(exported).filter(
      ([, value]) => typeof value === 'function' && value.prototype instanceof ChatIntegrationError,
    );
    const page = read('docs/errors.md');
    expect(errors.map(([name]) => name).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('the options page', () => {
  const page = read('docs/options.md');
  const sources = 'libs/chat-integration/src/';

  it.each([
    ['ChatIntegrationModuleOptions', 'chat-integration.options.ts', ''],
    ['ChatIntegrationModuleExtras', 'chat-integration.options.ts', ''],
    ['ChatEndpoints', 'chat-integration.endpoints.ts', 'endpoints.'],
    ['ImbaChatOptions', 'imbachat/imbachat.options.ts', 'imbachat.'],
    ['ChatBroOptions', 'chatbro/chatbro.options.ts', 'chatbro.'],
    ['IdentitySite', 'chatbro/protocol/identity-signer.ts', 'chatbro.'],
    ['ChatBroSigningOptions', 'chatbro/protocol/signing.options.ts', 'chatbro.signing.'],
  ])('lists the options of %s', (type, path, prefix) => {
    const body = new RegExp(`(?:class|interface) ${type} [^]*?^\\}`, 'm').exec(read(sources + path))![0];
    const names = [...body.matchAll(/^ {2}(?:(?:declare|override) )?(\w+)[!?]?: /gm)].map(
      ([, name]) => prefix + name,
    );
    expect(names).not.toEqual([]);
    expect(names.filter((name) => !page.includes(`\`${name}`))).toEqual([]);
  });
});

describe('the links of a page', () => {
  const anchorsOf = (page: string) =>
    [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
      heading!
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, '')
        .replaceAll(/\s+/g, '-'),
    );

  // VitePress checks that the page exists.
  it.each(pages())('lead to existing headings: %s', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)];
    const dead = links.filter(([, path, anchor]) => {
      const target = path ? join(dirname(page), path) : page;
      return !anchorsOf(target).includes(anchor!);
    });
    expect(dead.map(([link]) => link)).toEqual([]);
  });

  // VitePress does not see these pages.
  it.each(['README.md', 'CONTRIBUTING.md', 'SECURITY.md'])('lead to existing files: %s', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => link!);
    expect(links.filter((link) => !existsSync(root + link))).toEqual([]);
  });
});

describe('the navigation', () => {
  it('lists each page', () => {
    const listed = new Set(Object.values(NAVIGATION).flat());
    const written = pages()
      .filter((path) => path.startsWith('docs/') && !path.endsWith('index.md'))
      .map((path) => path.replace(/^docs\/|\.md$/g, ''));
    expect(written.filter((page) => !listed.has(page))).toEqual([]);
  });
});

describe('the README', () => {
  it('explains the dependencies of nestjs-chat-integration and no others', () => {
    const { manifest } = packages.find(({ manifest: { name } }) => name === 'nestjs-chat-integration')!;
    const [, table] = /^## Dependencies\n(.*?)\n\n`/ms.exec(read('README.md'))!;
    const explained = table!
      .split('\n')
      .slice(3)
      .flatMap((row) => row.split(' | ')[0]!.match(/[@\w/-]+/g) ?? []);
    expect(new Set(explained)).toEqual(new Set(Object.keys(manifest.dependencies!)));
  });
});

describe('the secrets in the documentation', () => {
  const secrets = pages().flatMap((page) =>
    [...read(page).matchAll(/(?:apiPassword|secretKey): '([^'…]+)'/g)].map(([, secret]) => secret!),
  );

  it.each([...new Set(secrets)])(
    '%j is known as a sample, so that no one uses it in production',
    (secret) => {
      expect(isSampleSecret(secret)).toBe(true);
    },
  );
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ChatIntegrationError } from 'nestjs-chat-integration';
import { NAVIGATION } from '../../docs/.vitepress/navigation.js';
import { pages, root } from './snippets.js';

const library = `${root}libs/chat-integration/src/`;
const read = (path: string) => readFileSync(path, 'utf8');

const sources = readdirSync(library, { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.ts') && !path.endsWith('spec.ts'),
);
/** The files whose exports strangers can import. */
const entryPoints = sources.filter((path) => /^(?:\w+\/)?index\.ts$/.test(path));

describe('the page of errors', () => {
  const rows = read(`${root}docs/errors.md`)
    .split('\n')
    .filter((line) => line.startsWith('| `ERR_'))
    .map((line) => line.split(' | ').map((cell) => cell.replaceAll(/^\| |\|$|`/g, '').trim()));

  it('lists each code of the library, with cause and remedy, and no other', () => {
    const codes = sources.flatMap((path) => read(library + path).match(/\bERR_CHAT_[A-Z_]+\b/g) ?? []);
    expect(new Set(rows.map(([code]) => code))).toEqual(new Set(codes));
    for (const [, className, cause, remedy] of rows) {
      expect(className).toMatch(/^\w+Error$/);
      expect(cause!.length).toBeGreaterThan(10);
      expect(remedy!.length).toBeGreaterThan(10);
    }
  });

  it.each(entryPoints)('lists each error that %s exports', async (path) => {
    const exported = (await import(/* @vite-ignore */ library + path)) as Record<string, unknown>;
    const errors = Object.entries(exported).filter(
      ([, value]) => typeof value === 'function' && value.prototype instanceof ChatIntegrationError,
    );
    const listed = rows.map(([, className]) => className);
    expect(errors.map(([name]) => name).filter((name) => !listed.includes(name))).toEqual([]);
  });
});

describe('the page of options', () => {
  const page = read(`${root}docs/options.md`);

  it.each([
    ['imbachat/imbachat.options.ts', 'ImbaChatOptionsSchema', 'imbachat.'],
    ['chatbro/chatbro.options.ts', 'ChatBroOptionsSchema', 'chatbro.'],
    ['chatbro/chatbro.options.ts', 'ChatBroSigningOptionsSchema', 'chatbro.signing.'],
    ['chat-integration.options.ts', 'ModuleOptionsSchema', ''],
  ])('lists each option that %s checks in %s', (path, schema, prefix) => {
    const [, body] = new RegExp(`class ${schema} \\{\\n(.*?)^\\}`, 'ms').exec(read(library + path))!;
    const names = [...body!.matchAll(/^ {2}(\w+): unknown;$/gm)].map(([, name]) => prefix + name);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => name !== 'chatbro.signing' && !page.includes(`\`${name}\``))).toEqual([]);
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

  // That a page is there is seen when the site is built.
  it.each(pages())('lead to headings that there are, from %s', (page) => {
    const links = [...read(root + page).matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)];
    const dead = links.filter(([, path, anchor]) => {
      const target = path ? join(dirname(root + page), path) : root + page;
      return !anchorsOf(target).includes(anchor!);
    });
    expect(dead.map(([link]) => link)).toEqual([]);
  });
});

describe('the navigation', () => {
  it('leads to each page', () => {
    const linked = new Set(Object.values(NAVIGATION).flat());
    const written = pages()
      .filter((path) => path.startsWith('docs/') && !path.endsWith('index.md'))
      .map((path) => path.replace(/^docs\/|\.md$/g, ''));
    expect(written.filter((page) => !linked.has(page))).toEqual([]);
  });
});

describe('the README', () => {
  const readme = read(`${root}README.md`);

  it('gives a reason for each runtime dependency, and for no other', () => {
    const { dependencies } = JSON.parse(read(`${root}libs/chat-integration/package.json`)) as {
      dependencies: Record<string, string>;
    };
    const [, table] = /^## Dependencies\n(.*?)\n\n`/ms.exec(readme)!;
    const named = table!
      .split('\n')
      .slice(3)
      .flatMap((row) => row.split(' | ')[0]!.match(/[@\w/-]+/g) ?? []);
    expect(new Set(named)).toEqual(new Set(Object.keys(dependencies)));
  });

  it('links only to what is there', () => {
    for (const path of ['README.md', 'CONTRIBUTING.md', 'SECURITY.md']) {
      const links = [...read(root + path).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => link!);
      expect(links.filter((link) => !existsSync(root + link))).toEqual([]);
    }
  });
});

import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions, transform } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { startChatBro } from './chatbro.js';
import { startImbaChat } from './imbachat.js';
import { FakePage } from './testing/fake-page.js';

const SIZE_LIMIT_BYTES = 2000;

const calls = [
  {
    start: startImbaChat as (params: never) => unknown,
    params: { scriptUrl: '/widget', options: { user_id: 7, token: 'a.b.c' } },
    hasStarted: ({ head }: FakePage) => head.children.some(({ src }) => src === '/widget'),
  },
  {
    start: startChatBro as (params: never) => unknown,
    params: {
      scriptUrl: '/embed.js',
      params: { isStatic: true, siteDomain: 'example.com', signature: 'f00d' },
    },
    hasStarted: ({ requests }: FakePage) => requests.some(({ url }) => url.startsWith('/embed.js?')),
  },
];

describe.each(calls)('the text of $start.name', ({ start, params, hasStarted }) => {
  it('starts the widget in a page that has nothing else', () => {
    const page = new FakePage();
    page.runText(`(${start.toString()})(${JSON.stringify(params)})`);
    expect(hasStarted(page)).toBe(true);
  });

  it.each([{ minify: true }, { keepNames: true }, { minify: true, keepNames: true }])(
    'is self-contained after a bundler of the site has processed it with %j',
    async (options) => {
      const { code } = await transform(`export const start = ${start.toString()}`, {
        ...options,
        format: 'esm',
      });
      const module = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
        start: (params: never) => unknown;
      };
      const page = new FakePage();
      page.runText(`(${module.start.toString()})(${JSON.stringify(params)})`);
      expect(hasStarted(page)).toBe(true);
    },
  );

  it('cannot end the script element that it is embedded in', () => {
    expect(start.toString()).not.toMatch(/<\/script|<!--/i);
  });
});

/** What a bundler makes of an entry point for a page. */
async function bundle(entry: string): Promise<string[]> {
  const options: BuildOptions = { bundle: true, splitting: true, minify: true, format: 'esm', write: false };
  const { outputFiles } = await build({
    ...options,
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    outdir: 'dist',
  });
  return outputFiles!.map(({ text }) => text);
}

describe('a bundle', () => {
  it(`is at most ${SIZE_LIMIT_BYTES} bytes with both vendors, minified and gzipped`, async () => {
    const files = await bundle('./index.ts');
    const bytes = files.reduce((sum, text) => sum + gzipSync(text).length, 0);
    expect(bytes).toBeLessThanOrEqual(SIZE_LIMIT_BYTES);
  });

  it('keeps the code of each vendor in its own file', async () => {
    const files = await bundle('./index.ts');
    expect(files).toHaveLength(3);
    expect(files.filter((text) => text.includes('data-chat-with'))).toHaveLength(1);
    expect(files.filter((text) => text.includes('chatBroEmbedCode'))).toHaveLength(1);
    expect(files.find((text) => text.includes('data-chat-with'))).not.toContain('chatBroEmbedCode');
  });

  it.each([
    ['./chatbro.ts', /imba/i],
    ['./imbachat.ts', /chatbro/i],
  ])('of %s alone contains nothing of the other vendor', async (entry, other) => {
    const [text, ...others] = await bundle(entry);
    expect(others).toEqual([]);
    expect(text).not.toMatch(other);
  });
});

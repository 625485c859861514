import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { startChatBro, startImbaChat } from './inline.js';
import { FakePage } from './testing/fake-page.js';

const SIZE_LIMIT_BYTES = 4_800;

const calls = [
  {
    name: 'startImbaChat',
    text: startImbaChat,
    params: { scriptUrl: '/widget', options: { user_id: 7, token: 'a.b.c' } },
    hasStarted: ({ head }: FakePage) => head.children.some(({ src }) => src === '/widget'),
  },
  {
    name: 'startChatBro',
    text: startChatBro,
    params: {
      scriptUrl: '/embed.js',
      params: { isStatic: true, siteDomain: 'example.com', signature: 'f00d' },
    },
    hasStarted: ({ requests }: FakePage) => requests.some(({ url }) => url.startsWith('/embed.js?')),
  },
];

describe.each(calls)('the text of $name', ({ name, text, params, hasStarted }) => {
  it('starts the widget in a page that has nothing else', () => {
    const page = new FakePage();
    page.runText(`(${text})(${JSON.stringify(params)})`);
    expect(hasStarted(page)).toBe(true);
  });

  it('is a function with the name of the start function', () => {
    expect(text).toMatch(new RegExp(`^function ${name}\\(params\\)\\{.*\\}$`));
  });

  it('cannot end the script element that it is embedded in', () => {
    expect(text).not.toMatch(/<\/?script|<!--/i);
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

  it('is one file, because the browser may remember forever that another file could not be loaded', async () => {
    expect(await bundle('./index.ts')).toHaveLength(1);
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

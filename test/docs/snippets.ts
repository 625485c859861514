import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The folder of the repository, with a slash at the end. */
export const root = fileURLToPath(new URL('../../', import.meta.url));
const own = fileURLToPath(new URL('./', import.meta.url));

/** A fenced block of a Markdown file. */
export interface Snippet {
  /** The word after the fence, or an empty string. */
  readonly language: string;
  readonly code: string;
}

/** Returns the paths of the Markdown pages, relative to the repository, without those that TypeDoc writes. */
export function pages(): string[] {
  const docs = readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && !/^(?:api|\.vitepress)\//.test(path))
    .map((path) => `docs/${path}`);
  return ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...docs.toSorted()];
}

/** Returns the fenced blocks of a page. */
export function snippetsOf(page: string): Snippet[] {
  const text = readFileSync(root + page, 'utf8');
  return [...text.matchAll(/^( *)```([^\n]*)\n(.*?)^\1```$/gms)].map(([, indent, language, code]) => ({
    language: language!.trim(),
    code: indent === '' ? code! : code!.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
}

/** Returns the paths of the examples that a page includes with VitePress's `<<<`, relative to the repository. */
export function examplesOf(page: string): string[] {
  const text = readFileSync(root + page, 'utf8');
  return [...text.matchAll(/^<<< @\/\.\.\/(\S+)$/gm)].map(([, path]) => path!);
}

/**
 * Writes the TypeScript snippets of a page to the files that their first lines name. Each page has its own folder in
 * `folder`, together with the files of `site/` and the packages of `packages/`, which represent the host.
 *
 * @returns the path of each file by its name.
 * @throws {Error} when a snippet does not name its file.
 */
export function layOut(page: string, folder: string): Map<string, string> {
  const generated = `${own}generated/${folder}/`;
  cpSync(`${own}packages`, `${generated}node_modules`, { recursive: true });
  const target = `${generated}${page.replace(/\.md$/, '')}/`;
  rmSync(target, { recursive: true, force: true });
  cpSync(`${own}site`, target, { recursive: true });
  const files = snippetsOf(page).flatMap(({ language, code }) => {
    if (language !== 'ts') return [];
    const name = /^\/\/ (\S+\.ts)$/.exec(code.split('\n', 1)[0]!)?.[1];
    if (name === undefined)
      throw new Error(`Expected the first line of a snippet in ${page} to name its file but got:\n${code}`);
    mkdirSync(dirname(target + name), { recursive: true });
    writeFileSync(target + name, code);
    return [[name, target + name] as const];
  });
  return new Map(files);
}

/** Returns the compiler's errors in files, with the settings of the repository. */
export function typeErrors(files: Iterable<string>): string[] {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram([...files], { ...options, noEmit: true });
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) =>
        `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
}

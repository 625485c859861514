import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../', import.meta.url));
const own = fileURLToPath(new URL('./', import.meta.url));

/** A fenced block of a Markdown file. */
export interface Snippet {
  readonly language: string;
  readonly code: string;
}

/** The fenced blocks of a Markdown file of the project. */
export function snippetsOf(path: string): Snippet[] {
  const text = readFileSync(root + path, 'utf8');
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, code]) => ({
    language: language!,
    code: code!,
  }));
}

/**
 * Lays the TypeScript snippets out as the files that their first lines name, beside the files that a host has
 * already.
 *
 * @returns the folder, and the path of each file by its name.
 */
export function layOut(snippets: readonly Snippet[], folder: string): Map<string, string> {
  const target = `${own}generated/${folder}/`;
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(own)) {
    if (/\.(?:entity|service|module)\.ts$|-options\.ts$/.test(name)) cpSync(own + name, target + name);
  }
  const files = snippets.flatMap(({ language, code }) => {
    const name = /^\/\/ (\S+\.tsx?)$/m.exec(code)?.[1];
    if (!/^tsx?$/.test(language)) return [];
    if (name === undefined) throw new Error(`A snippet does not name its file in its first line:\n${code}`);
    writeFileSync(target + name, code);
    return [[name, target + name] as const];
  });
  return new Map(files);
}

/** What the compiler says of files, under the project's own settings. */
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

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadTypeScript } from './typescript.js';

const PARSER = 'exports.createSourceFile = () => {};';
const folder = mkdtempSync(join(tmpdir(), 'chat-typescript-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Creates an application with the packages, by path, and returns its manifest. */
function application(name: string, packages: Record<string, string>): string {
  for (const [path, text] of Object.entries({ 'package.json': '{}', ...packages })) {
    const file = join(folder, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return join(folder, name, 'package.json');
}

function versionFor(...origins: string[]): string {
  return loadTypeScript(origins).version;
}

const TYPESCRIPT_7 = { 'node_modules/typescript/index.js': `exports.version = '7.0.2';` };

describe('loadTypeScript', () => {
  it("uses the application's TypeScript", () => {
    const own = application('own', {
      'node_modules/typescript/index.js': `exports.version = '5.6.3'; ${PARSER}`,
    });
    expect(versionFor(own)).toBe('5.6.3');
  });

  it('uses the TypeScript of the Nest CLI if that of the application has no parser', () => {
    const newer = application('newer', {
      ...TYPESCRIPT_7,
      'node_modules/@nestjs/cli/package.json': '{}',
      'node_modules/@nestjs/cli/node_modules/typescript/index.js': `exports.version = '6.0.3'; ${PARSER}`,
    });
    expect(versionFor(newer)).toBe('6.0.3');
  });

  it('uses the TypeScript of the next origin', () => {
    const global = application('global', {
      'node_modules/typescript/index.js': `exports.version = '5.9.3'; ${PARSER}`,
    });
    expect(versionFor(application('without', {}), global)).toBe('5.9.3');
  });

  it('says what it needs if it finds none', () => {
    expect(() => versionFor(application('seven', TYPESCRIPT_7))).toThrow(
      /^Expected TypeScript 5\.6 to 6.* but got 7\.0\.2\. Fix: run npm install --save-dev @nestjs\/cli/,
    );
    expect(() => versionFor(application('none', {}))).toThrow(/but got none/);
  });
});

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const LIBS = fileURLToPath(new URL('../libs/', import.meta.url));

/** Returns the packages that a file imports, directly or through other files, without type imports. */
function packagesOf(file: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  if (seen.has(file)) return packages;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, what, from] of text.matchAll(/^(?:import|export) (?:([^;]*?)from )?'([^']+)';/gms)) {
    if (what?.startsWith('type ')) continue;
    if (from!.startsWith('node:')) continue;
    if (!from!.startsWith('.')) packages.add(/^(?:@[^/]+\/)?[^/]+/.exec(from!)![0]);
    else
      packagesOf(join(dirname(file), from!.replace(/\.js$/, '.ts')), seen).forEach((name) =>
        packages.add(name),
      );
  }
  return packages;
}

const loadedBy = (entry: string) => [...packagesOf(join(LIBS, entry))].toSorted();

describe('the packages that an entry point imports', () => {
  it('main: the dependencies, without TypeORM and @nestjs/swagger', () => {
    expect(loadedBy('chat-integration/src/index.ts')).toEqual([
      '@nestjs/common',
      '@nestjs/core',
      '@nestjs/jwt',
      '@nestjs/passport',
      '@opentelemetry/api',
      'class-validator',
      'lru-cache',
      'nestjs-chat-browser',
      'passport',
      'passport-http',
      'rate-limiter-flexible',
    ]);
  });

  it('./protocol and ./internal: no Nest packages', () => {
    expect(loadedBy('chat-integration/src/protocol/index.ts')).toEqual(['class-validator']);
    expect(loadedBy('chat-integration/src/internal/index.ts')).toEqual(['class-validator']);
  });

  it('./testing: none', () => {
    expect(loadedBy('chat-integration/src/testing/index.ts')).toEqual([]);
  });

  it('./typeorm: TypeORM', () => {
    expect(loadedBy('chat-integration/src/typeorm/index.ts')).toEqual([
      '@nestjs/common',
      '@nestjs/typeorm',
      'typeorm',
    ]);
  });

  it('./openapi: no @nestjs/swagger', () => {
    expect(loadedBy('chat-integration/src/openapi/index.ts')).not.toContain('@nestjs/swagger');
  });

  it.each(['index', 'imbachat', 'chatbro'])('nestjs-chat-browser, %s: none', (entry) => {
    expect(loadedBy(`chat-browser/src/${entry}.ts`)).toEqual([]);
  });

  it('the command of nestjs-chat-devtools: no Nest packages', () => {
    expect(loadedBy('chat-devtools/src/doctor/cli.ts')).toEqual(['nestjs-chat-integration']);
  });
});

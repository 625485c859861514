import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const source = fileURLToPath(new URL('../libs/chat-integration/src/', import.meta.url));

/** The packages that a file loads, itself or through the files that it imports; types are not loaded. */
function packagesOf(file: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  if (seen.has(file)) return packages;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, what, from] of text.matchAll(/^(?:import|export) ([^;]*?)from '([^']+)';/gms)) {
    const loadsNothing = what!.startsWith('type ') || /^\{(?:\s*type [^,}]+,?)+\s*\}\s*$/.test(what!);
    if (loadsNothing) continue;
    if (!from!.startsWith('.')) packages.add(/^(?:@[^/]+\/)?[^/]+/.exec(from!)![0]);
    else
      packagesOf(join(dirname(file), from!.replace(/\.js$/, '.ts')), seen).forEach((name) =>
        packages.add(name),
      );
  }
  return packages;
}

const outside = (entry: string) =>
  [...packagesOf(`${source}${entry}`)].filter((name) => !name.startsWith('node:')).toSorted();

describe('what an entry point loads', () => {
  const core = ['@nestjs/common', '@nestjs/core', '@nestjs/jwt', '@nestjs/passport', 'class-validator'];

  it('the main one: its dependencies, and TypeORM never', () => {
    const others = ['@opentelemetry/api', 'lru-cache', 'passport', 'passport-http', 'rate-limiter-flexible'];
    expect(outside('index.ts')).toEqual([...core, ...others].toSorted());
  });

  it('./typeorm: TypeORM, and nothing of the rest', () => {
    expect(outside('typeorm/index.ts')).toEqual(['@nestjs/common', '@nestjs/typeorm', 'typeorm']);
  });

  it('./openapi: what the main one does, and @nestjs/swagger never', () => {
    expect(outside('openapi/index.ts')).toEqual(expect.arrayContaining(core));
    expect(outside('openapi/index.ts')).not.toContain('@nestjs/swagger');
  });

  it.each(['browser', 'testing'])('./%s: nothing at all', (entry) => {
    expect(outside(`${entry}/index.ts`)).toEqual([]);
  });
});

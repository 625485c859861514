import type { PropertyName } from 'typescript';
import { indentAt, insertAll, NotUnderstoodError } from './source-text.js';
import { ts } from './typescript.js';

/** The parts of an application's `package.json` that are read. */
export interface HostManifest {
  readonly type?: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
}

/** Returns whether a package is a dependency of any kind. */
export function dependsOn(manifest: HostManifest, name: string): boolean {
  const { dependencies, devDependencies, peerDependencies } = manifest;
  return [dependencies, devDependencies, peerDependencies].some((each) => each && name in each);
}

/** Returns the version range of `@nestjs/config` that fits the application's version of Nest. */
export function configRange({ dependencies }: HostManifest): string {
  // Version 12 supports Nest 11 too, but is an ES module, which Jest does not load in an application of CommonJS.
  return /^\D*11\b/.test(dependencies?.['@nestjs/core'] ?? '') ? '^4.0.0' : '^12.0.0';
}

/**
 * Adds a package to the dependencies of a `package.json` in alphabetical order. Existing text is not changed.
 *
 * @throws {NotUnderstoodError} when it has no dependencies.
 */
export function addDependency(text: string, name: string, range: string): string {
  const source = ts.parseJsonText('package.json', text);
  const root = source.statements[0]?.expression;
  const dependencies =
    root && ts.isObjectLiteralExpression(root)
      ? root.properties
          .filter(ts.isPropertyAssignment)
          .find((property) => nameOf(property.name) === 'dependencies')
      : undefined;
  if (!dependencies || !ts.isObjectLiteralExpression(dependencies.initializer)) {
    throw new NotUnderstoodError('it has no dependencies');
  }
  const { properties } = dependencies.initializer;
  const next = properties.find((property) => nameOf(property.name) > name);
  const last = properties.at(-1);
  const entry = `"${name}": "${range}"`;
  if (!last) return insertAll(text, [{ at: dependencies.initializer.end - 1, text: entry }]);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = newline + indentAt(source, last.getStart(source));
  return insertAll(text, [
    next ? { at: next.getStart(source), text: `${entry},${gap}` } : { at: last.end, text: `,${gap}${entry}` },
  ]);
}

function nameOf(name: PropertyName | undefined): string {
  return name && ts.isStringLiteral(name) ? name.text : '';
}

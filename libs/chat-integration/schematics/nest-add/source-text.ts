import type { Expression, HasDecorators, Node, SourceFile, StringLiteral } from 'typescript';
import { ts } from './typescript.js';

/** Text that is inserted into a file. */
export interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** Inserts text. Insertions at the same position keep their order. */
export function insertAll(text: string, insertions: readonly Insertion[]): string {
  let [result, done] = ['', 0];
  for (const { at, text: inserted } of insertions.toSorted((a, b) => a.at - b.at)) {
    result += text.slice(done, at) + inserted;
    done = at;
  }
  return result + text.slice(done);
}

/** A source file cannot be changed reliably; the message says why. */
export class NotUnderstoodError extends Error {}

/** Parses a source file; syntax errors do not throw. */
export function parseSource(path: string, text: string): SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/** Checks the syntax of a source file. @throws {NotUnderstoodError} when it has errors. */
export function assertSyntax(path: string, text: string): void {
  const { diagnostics } = ts.transpileModule(text, { fileName: path, reportDiagnostics: true });
  if (diagnostics?.length) throw new NotUnderstoodError('it has syntax errors');
}

/** A name that an import declaration binds. */
export interface ImportedName {
  /** The name in this file. */
  readonly name: string;
  /** The name in the module that it comes from. */
  readonly exported: string;
  /** The module, as the import declaration writes it. */
  readonly from: string;
  readonly isTypeOnly: boolean;
}

/** Returns the names that a file imports, except by `import * as`. */
export function importedNames(source: SourceFile): ImportedName[] {
  return source.statements.filter(ts.isImportDeclaration).flatMap((declaration) => {
    const { importClause: clause, moduleSpecifier } = declaration;
    const from = (moduleSpecifier as StringLiteral).text;
    if (!clause) return [];
    const isTypeOnly = clause.isTypeOnly;
    const named =
      clause.namedBindings && ts.isNamedImports(clause.namedBindings) ? clause.namedBindings.elements : [];
    return [
      ...(clause.name ? [{ name: clause.name.text, exported: 'default', from, isTypeOnly }] : []),
      ...named.map((element) => ({
        name: element.name.text,
        exported: (element.propertyName ?? element.name).text,
        from,
        isTypeOnly: isTypeOnly || element.isTypeOnly,
      })),
    ];
  });
}

/** Returns the first call of one of the decorators, by their names in this file. */
export function decoratorCall(
  node: HasDecorators,
  names: ReadonlySet<string>,
): { name: string; args: readonly Expression[] } | undefined {
  for (const { expression } of ts.getDecorators(node) ?? []) {
    if (!ts.isCallExpression(expression) || !ts.isIdentifier(expression.expression)) continue;
    const name = expression.expression.text;
    if (names.has(name)) return { name, args: expression.arguments };
  }
  return undefined;
}

/** The style of a source file. */
export interface SourceStyle {
  readonly quote: '"' | "'";
  readonly semicolon: string;
  readonly newline: string;
  readonly indent: string;
  /** The extension of relative imports: `.js`, `.ts` or none. */
  readonly extension: string;
}

/** Detects the style from the first import and the first indented line. */
export function styleOf(source: SourceFile, isEsm: boolean): SourceStyle {
  const { text } = source;
  const imports = source.statements.filter(ts.isImportDeclaration);
  const relative = imports
    .map(({ moduleSpecifier }) => (moduleSpecifier as StringLiteral).text)
    .find((from) => from.startsWith('.'));
  const first = imports[0];
  return {
    quote: first && text[first.moduleSpecifier.getStart()] === '"' ? '"' : "'",
    semicolon: !first || text[first.end - 1] === ';' ? ';' : '',
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    indent: indentUnit(source),
    extension: relative ? (/\.[jt]s$/.exec(relative)?.[0] ?? '') : isEsm ? '.js' : '',
  };
}

/** Returns the source text of a string, whatever characters it contains. */
export function stringLiteral(value: string, { quote }: Pick<SourceStyle, 'quote'>): string {
  const literal = JSON.stringify(value).replace(/[\u2028\u2029]/g, (separator) =>
    separator === '\u2028' ? '\\u2028' : '\\u2029',
  );
  if (quote === '"') return literal;
  return `'${literal.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** Returns the indentation of the line at a position. */
export function indentAt(source: SourceFile, position: number): string {
  const { line } = source.getLineAndCharacterOfPosition(position);
  const start = source.getPositionOfLineAndCharacter(line, 0);
  return /^[ \t]*/.exec(source.text.slice(start, position))![0];
}

/** Converts lines that are indented by tabs to the style of a file. */
export function inStyle(lines: readonly string[], { indent, newline }: SourceStyle, base = ''): string {
  return lines.map((line) => line.replaceAll('\t', indent)).join(newline + base);
}

function indentUnit(source: SourceFile): string {
  let unit: string | undefined;
  const visit = (node: Node): void => {
    if (unit !== undefined) return;
    if (ts.isObjectLiteralExpression(node) && node.properties[0]) {
      const inner = indentAt(source, node.properties[0].getStart());
      const outer = indentAt(source, node.getStart());
      if (inner.length > outer.length) unit = inner.slice(outer.length);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return unit ?? '  ';
}

/** Returns whether a file calls `forRoot` of a module that it imports. */
export function callsForRoot(source: SourceFile, module: string, from: string): boolean {
  const names = importedNames(source)
    .filter((imported) => imported.from === from && imported.exported === module)
    .map(({ name }) => name);
  const visit = (node: Node): boolean =>
    (ts.isPropertyAccessExpression(node) &&
      node.name.text === 'forRoot' &&
      ts.isIdentifier(node.expression) &&
      names.includes(node.expression.text)) ||
    (ts.forEachChild(node, visit) ?? false);
  return visit(source);
}

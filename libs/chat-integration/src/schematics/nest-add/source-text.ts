import ts from 'typescript';

/** Text that goes into a file; what stands there already stays as it is. */
export interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** Puts insertions into a text; those at the same place in the order given. */
export function insertAll(text: string, insertions: readonly Insertion[]): string {
  let [result, done] = ['', 0];
  for (const { at, text: inserted } of insertions.toSorted((a, b) => a.at - b.at)) {
    result += text.slice(done, at) + inserted;
    done = at;
  }
  return result + text.slice(done);
}

/** A source file cannot be changed by a program without guessing; the message says why. */
export class NotUnderstoodError extends Error {}

/** Parses a source file, as far as it goes. */
export function parseSource(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/** Sees to it that a text is TypeScript. @throws {NotUnderstoodError} when it is not. */
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
  /** The module, as written. */
  readonly from: string;
  readonly isTypeOnly: boolean;
}

/** Every name that the import declarations of a file bind, `import * as` left out. */
export function importedNames(source: ts.SourceFile): ImportedName[] {
  return source.statements.filter(ts.isImportDeclaration).flatMap((declaration) => {
    const { importClause: clause, moduleSpecifier } = declaration;
    const from = (moduleSpecifier as ts.StringLiteral).text;
    if (!clause) return [];
    const isTypeOnly = clause.phaseModifier === ts.SyntaxKind.TypeKeyword;
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

/** The call of a decorator, by the name that the file gives it; `undefined` where a class member has none. */
export function decoratorCall(
  node: ts.HasDecorators,
  names: ReadonlySet<string>,
): { name: string; args: readonly ts.Expression[] } | undefined {
  for (const { expression } of ts.getDecorators(node) ?? []) {
    if (!ts.isCallExpression(expression) || !ts.isIdentifier(expression.expression)) continue;
    const name = expression.expression.text;
    if (names.has(name)) return { name, args: expression.arguments };
  }
  return undefined;
}

/** How a file is written. */
export interface SourceStyle {
  readonly quote: string;
  readonly semicolon: string;
  readonly newline: string;
  readonly indent: string;
  /** What relative imports end in: `.js`, or nothing. */
  readonly extension: string;
}

/** How a file is written, after its first import and its first indented line. */
export function styleOf(source: ts.SourceFile, isEsm: boolean): SourceStyle {
  const { text } = source;
  const imports = source.statements.filter(ts.isImportDeclaration);
  const relative = imports
    .map(({ moduleSpecifier }) => (moduleSpecifier as ts.StringLiteral).text)
    .find((from) => from.startsWith('.'));
  const first = imports[0];
  return {
    quote: first ? text[first.moduleSpecifier.getStart()]! : "'",
    semicolon: !first || text[first.end - 1] === ';' ? ';' : '',
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    indent: indentUnit(source),
    extension: relative ? (/\.[jt]s$/.exec(relative)?.[0] ?? '') : isEsm ? '.js' : '',
  };
}

/** The blanks with which the line of a position begins. */
export function indentAt(source: ts.SourceFile, position: number): string {
  const { line } = source.getLineAndCharacterOfPosition(position);
  const start = source.getPositionOfLineAndCharacter(line, 0);
  return /^[ \t]*/.exec(source.text.slice(start, position))![0];
}

/** Lines indented by one tab a step, as they stand in a file of that style. */
export function inStyle(lines: readonly string[], { indent, newline }: SourceStyle, base = ''): string {
  return lines.map((line) => line.replaceAll('\t', indent)).join(newline + base);
}

function indentUnit(source: ts.SourceFile): string {
  let unit: string | undefined;
  const visit = (node: ts.Node): void => {
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

/** Tells whether a file calls `forRoot` of a module that it imports. */
export function callsForRoot(source: ts.SourceFile, module: string, from: string): boolean {
  const names = importedNames(source)
    .filter((imported) => imported.from === from && imported.exported === module)
    .map(({ name }) => name);
  const visit = (node: ts.Node): boolean =>
    (ts.isPropertyAccessExpression(node) &&
      node.name.text === 'forRoot' &&
      ts.isIdentifier(node.expression) &&
      names.includes(node.expression.text)) ||
    (ts.forEachChild(node, visit) ?? false);
  return visit(source);
}

import type {
  Node,
  NodeArray,
  ObjectLiteralExpression,
  PropertyName,
  SourceFile,
  StringLiteral,
} from 'typescript';
import {
  assertSyntax,
  decoratorCall,
  importedNames,
  indentAt,
  insertAll,
  inStyle,
  NotUnderstoodError,
  stringLiteral,
  type ImportedName,
  type Insertion,
  type SourceStyle,
} from './source-text.js';
import { ts } from './typescript.js';

/** Names that a file imports from another file. */
export interface NamedImport {
  readonly from: string;
  readonly names: readonly Pick<ImportedName, 'name' | 'exported'>[];
}

/** What is added to a module. */
export interface ModuleAddition {
  readonly names: readonly NamedImport[];
  /** The new elements of `imports`, each as lines that are indented by tabs. */
  readonly elements: readonly (readonly string[])[];
}

/**
 * Adds elements to the `imports` of the only module in a file. Existing text is not changed.
 *
 * @throws {NotUnderstoodError} when the file cannot be changed reliably.
 */
export function addToModule(source: SourceFile, addition: ModuleAddition, style: SourceStyle): string {
  const metadata = moduleMetadata(source);
  const result = insertAll(source.text, [
    ...addition.names.flatMap((name) => importNames(source, name, style)),
    ...addElements(source, metadata, addition.elements, style),
  ]);
  assertSyntax(source.fileName, result);
  return result;
}

/** Returns the addition as source text, for a user who adds it by hand. */
export function instructions({ names, elements }: ModuleAddition, style: SourceStyle): string {
  return [
    ...names.map((name) => importDeclaration(name, style)),
    '',
    '@Module({',
    `${style.indent}imports: [`,
    ...elements.map((lines) => `${style.indent.repeat(2)}${inStyle(lines, style, style.indent.repeat(2))},`),
    `${style.indent}],`,
    '})',
  ].join(style.newline);
}

function moduleMetadata(source: SourceFile): ObjectLiteralExpression {
  const decorators = importedNames(source)
    .filter(({ exported, from }) => exported === 'Module' && from === '@nestjs/common')
    .map(({ name }) => name);
  const calls = source.statements
    .filter(ts.isClassDeclaration)
    .flatMap((declaration) => decoratorCall(declaration, new Set(decorators)) ?? []);
  if (calls.length !== 1) {
    throw new NotUnderstoodError(
      `expected one class with @Module() from @nestjs/common but found ${calls.length}`,
    );
  }
  const [metadata] = calls[0]!.args;
  if (!metadata || !ts.isObjectLiteralExpression(metadata)) {
    throw new NotUnderstoodError('the argument of @Module() is not an object literal');
  }
  return metadata;
}

function addElements(
  source: SourceFile,
  metadata: ObjectLiteralExpression,
  elements: ModuleAddition['elements'],
  style: SourceStyle,
): Insertion[] {
  const at = metadata.properties.findIndex(({ name }) => isNamed(name, 'imports'));
  const hidden = metadata.properties.findLastIndex(
    (property) => ts.isSpreadAssignment(property) || ts.isComputedPropertyName(property.name),
  );
  if (hidden > at) throw new NotUnderstoodError('a spread or a computed property could contain its imports');

  const outer = indentAt(source, metadata.getStart());
  const inner = outer + style.indent;
  const write = (lines: readonly string[]) => inStyle(lines, style, inner + style.indent);
  const property = metadata.properties[at];
  if (!property) {
    const list = elements.map((lines) => `${style.newline}${inner}${style.indent}${write(lines)},`).join('');
    const after = metadata.properties.length > 0 ? '' : style.newline + outer;
    return [
      {
        at: metadata.getStart() + 1,
        text: `${style.newline}${inner}imports: [${list}${style.newline}${inner}],${after}`,
      },
    ];
  }
  if (!ts.isPropertyAssignment(property) || !ts.isArrayLiteralExpression(property.initializer)) {
    throw new NotUnderstoodError('its imports are not an array literal');
  }
  return appendTo(source, property.initializer, property.initializer.elements, elements.map(write), style);
}

function isNamed(name: PropertyName | undefined, text: string): boolean {
  return name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name)) && name.text === text;
}

function importNames(source: SourceFile, wanted: NamedImport, style: SourceStyle): Insertion[] {
  const { from } = wanted;
  const bound = importedNames(source);
  const names = wanted.names.filter(({ name, exported }) => {
    const same = bound.find((imported) => imported.name === name);
    if (same?.from === from && same.exported === exported && !same.isTypeOnly) return false;
    if (mentions(source, name)) {
      throw new NotUnderstoodError(`the name ${name} is already used for something else`);
    }
    return true;
  });
  if (names.length === 0) return [];
  const imports = source.statements.filter(ts.isImportDeclaration);
  const shared = imports
    .filter(({ moduleSpecifier }) => (moduleSpecifier as StringLiteral).text === from)
    .map(({ importClause }) => (importClause?.isTypeOnly ? undefined : importClause?.namedBindings))
    .find((bindings) => bindings !== undefined && ts.isNamedImports(bindings));
  if (shared && ts.isNamedImports(shared)) {
    return appendTo(source, shared, shared.elements, names.map(specifier), style);
  }
  const at = afterComments(source, imports.at(-1)!.end);
  return [{ at, text: style.newline + importDeclaration({ from, names }, style) }];
}

function importDeclaration({ from, names }: NamedImport, style: SourceStyle): string {
  return `import { ${names.map(specifier).join(', ')} } from ${stringLiteral(from, style)}${style.semicolon}`;
}

function specifier({ name, exported }: Pick<ImportedName, 'name' | 'exported'>): string {
  return name === exported ? name : `${exported} as ${name}`;
}

function mentions(source: SourceFile, name: string): boolean {
  const visit = (node: Node): boolean =>
    (ts.isIdentifier(node) && node.text === name) || (ts.forEachChild(node, visit) ?? false);
  return visit(source);
}

/** Appends to a list in brackets: on new lines if the list has several lines. */
function appendTo(
  source: SourceFile,
  list: Node,
  elements: NodeArray<Node>,
  texts: readonly string[],
  { newline, indent }: SourceStyle,
): Insertion[] {
  const outer = indentAt(source, list.getStart());
  const last = elements.at(-1);
  if (!last) {
    const lines = texts.map((text) => `${newline}${outer}${indent}${text},`).join('');
    return [{ at: list.end - 1, text: `${lines}${newline}${outer}` }];
  }
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const isOneLine = lineOf(list.getStart()) === lineOf(list.end);
  const gap = isOneLine ? ' ' : newline + (indentAt(source, last.getStart()) || outer + indent);
  const end = afterComments(source, elements.hasTrailingComma ? elements.end : last.end);
  const comma = elements.hasTrailingComma ? [] : [{ at: last.end, text: ',' }];
  const appended = texts.map((text) => gap + text).join(',') + (elements.hasTrailingComma ? ',' : '');
  return [...comma, { at: end, text: appended }];
}

function afterComments(source: SourceFile, position: number): number {
  return ts.getTrailingCommentRanges(source.text, position)?.at(-1)?.end ?? position;
}

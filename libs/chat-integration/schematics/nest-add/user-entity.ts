import type { ClassElement, Node, SourceFile } from 'typescript';
import { decoratorCall, importedNames } from './source-text.js';
import { InvalidOptionError, type NestAddOptions } from './nest-add.options.js';
import { ts } from './typescript.js';

/** A TypeORM entity that a source file exports. */
export interface UserEntity {
  readonly name: string;
  /** The name under which the file exports it. */
  readonly exported: string;
  readonly columns: readonly EntityColumn[];
}

/** A column that is declared in the entity's own class. */
export interface EntityColumn {
  readonly property: string;
  readonly isPrimary: boolean;
  /** Whether it is declared as a UUID. */
  readonly isUuid: boolean;
  /** Whether it is declared as a `bigint`, which some databases return as text. */
  readonly isBigint: boolean;
  /** The declared types without `null` and `undefined`. */
  readonly types: readonly string[];
  readonly isNullable: boolean;
}

/** The column of each field of the chat user. */
export interface EntityColumns {
  readonly id: string;
  readonly name: string;
  readonly avatarUrl?: string;
  readonly lastLoginAt?: string;
}

const NAMES = [
  'displayName',
  'display_name',
  'nickname',
  'nickName',
  'nick',
  'name',
  'fullName',
  'full_name',
  'username',
  'userName',
  'login',
];
const AVATAR_URLS = ['avatarUrl', 'avatarURL', 'avatar_url'];
const LAST_LOGINS = ['lastLoginAt', 'lastLogin', 'lastSeenAt', 'last_login_at', 'lastVisitAt'];

/** Returns the entities that a source file declares and exports. */
export function entitiesOf(source: SourceFile): UserEntity[] {
  const decorators = new Map(
    importedNames(source)
      .filter(({ from }) => from === 'typeorm')
      .map(({ name, exported }) => [name, exported]),
  );
  return source.statements.filter(ts.isClassDeclaration).flatMap((declaration) => {
    const name = declaration.name?.text;
    const call = decoratorCall(declaration, new Set(decorators.keys()));
    if (name === undefined || !call || decorators.get(call.name) !== 'Entity') return [];
    const modifiers = new Set(ts.getModifiers(declaration)?.map(({ kind }) => kind));
    if (!modifiers.has(ts.SyntaxKind.ExportKeyword)) return [];
    return [
      {
        name,
        exported: modifiers.has(ts.SyntaxKind.DefaultKeyword) ? 'default' : name,
        columns: declaration.members.flatMap((member) => columnOf(member, decorators)),
      },
    ];
  });
}

/**
 * Chooses the columns of the chat user. Columns that the options name are not checked, because they can come from a
 * base class or an embedded entity.
 *
 * @throws {InvalidOptionError} when the column of the id or the name cannot be determined.
 */
export function chooseColumns(entity: UserEntity, options: Partial<NestAddOptions>): EntityColumns {
  const oneOf = (names: readonly string[], type: string, mayBeNull: boolean) =>
    names.find((name) =>
      entity.columns.some(
        ({ property, types, isNullable }) =>
          property === name && types.join() === type && (mayBeNull || !isNullable),
      ),
    );
  const avatarUrl = options.avatarUrlColumn ?? oneOf(AVATAR_URLS, 'string', true);
  const lastLoginAt = options.lastLoginAtColumn ?? oneOf(LAST_LOGINS, 'Date', true);
  return {
    id: options.idColumn ?? idColumn(entity),
    name: options.nameColumn ?? oneOf(NAMES, 'string', false) ?? noName(entity),
    ...(avatarUrl === undefined ? {} : { avatarUrl }),
    ...(lastLoginAt === undefined ? {} : { lastLoginAt }),
  };
}

/**
 * Returns whether the ids are numbers. The text of a `bigint` column counts as a number, and so does a column that is
 * not declared in the entity's own class.
 */
export function hasNumericIds({ columns }: UserEntity, id: string): boolean {
  const column = columns.find(({ property }) => property === id);
  return !column || (!column.isUuid && (column.isBigint || column.types.join() !== 'string'));
}

function idColumn({ name, columns }: UserEntity): string {
  const primary = columns.filter(({ isPrimary }) => isPrimary);
  if (primary.length !== 1) {
    throw new InvalidOptionError(
      'idColumn',
      `expected one primary column in ${name} but found ${primary.length}. Fix: pass the column of the user id, for example --id-column id.`,
    );
  }
  return primary[0]!.property;
}

function noName({ name, columns }: UserEntity): never {
  const known = columns.map(({ property }) => property).join(', ');
  throw new InvalidOptionError(
    'nameColumn',
    `expected a text column of ${name} with a common name, such as displayName or username, but found only ${known}. Fix: pass the column to show, for example --name-column title.`,
  );
}

function columnOf(member: ClassElement, decorators: ReadonlyMap<string, string>): EntityColumn[] {
  if (!ts.isPropertyDeclaration(member) || !ts.isIdentifier(member.name)) return [];
  const call = decoratorCall(member, new Set(decorators.keys()));
  const kind = call && decorators.get(call.name);
  if (!call || !kind?.endsWith('Column') || kind.startsWith('Join')) return [];
  const parts = member.type ? (ts.isUnionTypeNode(member.type) ? member.type.types : [member.type]) : [];
  const names = parts.map((part) => part.getText());
  const types = names.filter((name) => name !== 'null' && name !== 'undefined');
  return [
    {
      property: member.name.text,
      isPrimary: kind.startsWith('Primary') || kind === 'ObjectIdColumn',
      isUuid: call.args.some((argument) => contains(argument, 'uuid')),
      isBigint: call.args.some((argument) => contains(argument, 'bigint')),
      types,
      isNullable: types.length < names.length || member.questionToken !== undefined,
    },
  ];
}

function contains(node: Node, text: string): boolean {
  return (
    (ts.isStringLiteralLike(node) && node.text === text) ||
    (ts.forEachChild(node, (child) => contains(child, text)) ?? false)
  );
}

import ts from 'typescript';
import { decoratorCall, importedNames } from './source-text.js';
import { invalidOption, type NestAddOptions } from './nest-add.options.js';

/** A TypeORM entity that a source file exports. */
export interface UserEntity {
  readonly name: string;
  /** The name under which the file exports it. */
  readonly exported: string;
  readonly columns: readonly EntityColumn[];
}

/** A column as it is declared in the entity's own class. */
export interface EntityColumn {
  readonly property: string;
  readonly isPrimary: boolean;
  readonly isUuid: boolean;
  /** The types that its declaration names, without `null` and `undefined`. */
  readonly types: readonly string[];
  readonly isNullable: boolean;
}

/** Which column each field of the chat user comes from. */
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

/** The entities that a source file exports where it declares them. */
export function entitiesOf(source: ts.SourceFile): UserEntity[] {
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
 * Chooses the columns of the chat user; a column that the options name is taken as it is, for it may come from a
 * base class or an embedded entity.
 *
 * @throws {InvalidOptionsError} when there is no telling which column holds the id or the name.
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

function idColumn({ name, columns }: UserEntity): string {
  const primary = columns.filter(({ isPrimary }) => isPrimary);
  if (primary.length !== 1) {
    throw invalidOption(
      'idColumn',
      `expected one primary column in ${name}, found ${primary.length}. Name the column of the user id: --id-column id.`,
    );
  }
  if (primary[0]!.isUuid) {
    throw invalidOption(
      'entity',
      `expected ids from 1 to 999999999 in ${name}, got UUIDs. ImbaChat holds nine digits: give your users a number too, and name its column: --id-column number.`,
    );
  }
  return primary[0]!.property;
}

function noName({ name, columns }: UserEntity): never {
  const known = columns.map(({ property }) => property).join(', ');
  throw invalidOption(
    'nameColumn',
    `expected a column of ${name} that is always text and named like a name, found none among ${known}. Name the one to show: --name-column title.`,
  );
}

function columnOf(member: ts.ClassElement, decorators: ReadonlyMap<string, string>): EntityColumn[] {
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
      isUuid: call.args.some((argument) => mentionsUuid(argument)),
      types,
      isNullable: types.length < names.length || member.questionToken !== undefined,
    },
  ];
}

function mentionsUuid(node: ts.Node): boolean {
  return (
    (ts.isStringLiteralLike(node) && node.text === 'uuid') || (ts.forEachChild(node, mentionsUuid) ?? false)
  );
}

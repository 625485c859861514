import { ENVIRONMENT } from './environment.js';
import type { Vendor } from './nest-add.options.js';
import type { ModuleAddition, NamedImport } from './root-module.js';
import { inStyle, stringLiteral, type SourceStyle } from './source-text.js';
import type { EntityColumns } from './user-entity.js';

/** Where the chat's users come from. */
export type UserSource =
  | { readonly kind: 'provider'; readonly from: string }
  | {
      readonly kind: 'entity';
      readonly from: string;
      readonly name: string;
      readonly exported: string;
      readonly columns: EntityColumns;
      /** Whether the ids are numbers, which ImbaChat accepts. */
      readonly hasNumericIds: boolean;
    };

/** The name of the provider class that the site completes. */
export const PROVIDER_CLASS = 'ChatUserProvider';

/**
 * Returns what to add to the root module for the chat.
 *
 * @param hasConfig whether the application already calls `ConfigModule.forRoot()`.
 */
export function chatModule(
  vendors: readonly Vendor[],
  users: UserSource,
  hasConfig: boolean,
  style: SourceStyle,
): ModuleAddition {
  const text = (value: string) => stringLiteral(value, style);
  const mapsNumbers = requiresUserNumbers(vendors, users);
  return {
    names: [
      named('@nestjs/config', 'ConfigModule', 'ConfigService'),
      named('nestjs-chat-integration', 'ChatIntegrationModule'),
      ...(users.kind === 'provider'
        ? [named(users.from, PROVIDER_CLASS)]
        : [
            named(
              'nestjs-chat-integration/typeorm',
              ...(mapsNumbers ? ['typeOrmUserNumbers'] : []),
              'typeOrmUserProvider',
            ),
            { from: users.from, names: [{ name: users.name, exported: users.exported }] },
          ]),
    ],
    elements: [
      ...(hasConfig ? [] : [['ConfigModule.forRoot()']]),
      [
        'ChatIntegrationModule.forRootAsync({',
        '\timports: [ConfigModule],',
        '\tinject: [ConfigService],',
        '\tuseFactory: (config: ConfigService) => ({',
        ...vendors.flatMap((vendor) => [
          `\t\t${vendor}: {`,
          ...ENVIRONMENT[vendor].map(
            ({ key, option }) => `\t\t\t${option}: config.getOrThrow<string>(${text(key)}),`,
          ),
          '\t\t},',
        ]),
        '\t}),',
        ...(users.kind === 'provider'
          ? [`\tuserProvider: ${PROVIDER_CLASS},`]
          : [
              `\tuserProvider: typeOrmUserProvider(${users.name}, {`,
              '\t\tcolumns: {',
              ...Object.entries(users.columns).map(([field, column]) => `\t\t\t${field}: ${text(column)},`),
              '\t\t},',
              `\t\tsearchBy: [${text(users.columns.name)}],`,
              '\t}),',
            ]),
        ...(mapsNumbers ? ['\tuserNumbers: typeOrmUserNumbers(),'] : []),
        '})',
      ],
    ],
  };
}

/** Returns whether the site needs numbers in addition to its own ids, because ImbaChat does not accept UUIDs. */
export function requiresUserNumbers(vendors: readonly Vendor[], users: UserSource): boolean {
  return vendors.includes('imbachat') && users.kind === 'entity' && !users.hasNumericIds;
}

/** Returns the source text of a provider that compiles and starts, but does not return any users yet. */
export function userProviderFile(style: SourceStyle): string {
  const { quote, semicolon } = style;
  const lines = [
    `import { Injectable } from ${quote}@nestjs/common${quote}${semicolon}`,
    `import { type ChatUser, UserProvider } from ${quote}nestjs-chat-integration${quote}${semicolon}`,
    '',
    '/** Reads the users of this site for the chat. */',
    '@Injectable()',
    `export class ${PROVIDER_CLASS} extends UserProvider {`,
    '\t// To do: inject the service that reads your users. Add the module that exports it to the option `imports` of',
    '\t// ChatIntegrationModule in the root module.',
    '',
    '\tasync findByIds(ids: readonly number[]): Promise<ChatUser[]> {',
    '\t\t// To do: read all ids with one query. Leave out unknown ids; the order does not matter.',
    `\t\tconst users: ChatUser[] = []${semicolon}`,
    `\t\treturn users.filter(({ id }) => ids.includes(id))${semicolon}`,
    '\t}',
    '}',
    '',
  ];
  return inStyle(lines, style);
}

function named(from: string, ...names: string[]): NamedImport {
  return { from, names: names.map((name) => ({ name, exported: name })) };
}

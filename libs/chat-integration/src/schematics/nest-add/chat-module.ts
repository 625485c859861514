import { ENVIRONMENT } from './environment.js';
import type { Vendor } from './nest-add.options.js';
import type { ModuleAddition, NamedImport } from './root-module.js';
import { inStyle, type SourceStyle } from './source-text.js';
import type { EntityColumns } from './user-entity.js';

/** Where the users of the chat come from. */
export type UserSource =
  | { readonly kind: 'provider'; readonly from: string }
  | {
      readonly kind: 'entity';
      readonly from: string;
      readonly name: string;
      readonly exported: string;
      readonly columns: EntityColumns;
    };

/** The class of the provider that is left for the site to fill in. */
export const PROVIDER_CLASS = 'ChatUserProvider';

/**
 * What the root module is to import, so that it has the chat.
 *
 * @param hasConfig whether the application calls `ConfigModule.forRoot()` already.
 */
export function chatModule(
  vendors: readonly Vendor[],
  users: UserSource,
  hasConfig: boolean,
  { quote }: SourceStyle,
): ModuleAddition {
  const text = (value: string) => quote + value + quote;
  return {
    names: [
      named('@nestjs/config', 'ConfigModule', 'ConfigService'),
      named('nestjs-chat-integration', 'ChatIntegrationModule'),
      ...(users.kind === 'provider'
        ? [named(users.from, PROVIDER_CLASS)]
        : [
            named('nestjs-chat-integration/typeorm', 'typeOrmUserProvider'),
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
        '})',
      ],
    ],
  };
}

/** The file of a provider that compiles, starts, and knows nobody yet. */
export function userProviderFile(style: SourceStyle): string {
  const { quote, semicolon } = style;
  const lines = [
    `import { Injectable } from ${quote}@nestjs/common${quote}${semicolon}`,
    `import { type ChatUser, UserProvider, type UserId } from ${quote}nestjs-chat-integration${quote}${semicolon}`,
    '',
    '/** How the chat reads the users of this site. */',
    '@Injectable()',
    `export class ${PROVIDER_CLASS} extends UserProvider {`,
    '\t// To do: inject what reads your users. ChatIntegrationModule in the root module takes the module that exports',
    '\t// it in its option `imports`.',
    '',
    '\tasync findByIds(ids: readonly UserId[]): Promise<ChatUser[]> {',
    '\t\t// To do: read all of the ids at once. Leave out who does not exist; the order does not matter.',
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

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToModule, type ModuleAddition } from './root-module.js';
import { insertAll, NotUnderstoodError, parseSource, styleOf } from './source-text.js';

const addition: ModuleAddition = {
  names: [
    {
      from: '@nestjs/config',
      names: ['ConfigModule', 'ConfigService'].map((name) => ({ name, exported: name })),
    },
    { from: './users.js', names: [{ name: 'Users', exported: 'default' }] },
  ],
  elements: [['ConfigModule.forRoot()'], ['Chat.forRoot({', '\tusers: Users,', '})']],
};

function add(text: string): string {
  const source = parseSource('/src/app.module.ts', text);
  return addToModule(source, addition, styleOf(source, true));
}

const NEST = `import { Module } from '@nestjs/common';\n`;
const ADDED = `import { ConfigModule, ConfigService } from '@nestjs/config';
import { default as Users } from './users.js';
`;

/** Returns whether a text remains when characters are removed from another text. */
function isWithin(text: string, other: string): boolean {
  let at = 0;
  for (const character of other) if (character === text[at]) at += 1;
  return at === text.length;
}

describe('addToModule', () => {
  it.each([
    [
      'a module without imports',
      `@Module({ controllers: [] })`,
      `@Module({
  imports: [
    ConfigModule.forRoot(),
    Chat.forRoot({
      users: Users,
    }),
  ], controllers: [] })`,
    ],
    [
      'empty metadata',
      `@Module({})`,
      `@Module({
  imports: [
    ConfigModule.forRoot(),
    Chat.forRoot({
      users: Users,
    }),
  ],
})`,
    ],
    [
      'empty imports',
      `@Module({
  imports: [],
})`,
      `@Module({
  imports: [
    ConfigModule.forRoot(),
    Chat.forRoot({
      users: Users,
    }),
  ],
})`,
    ],
    [
      'a list on one line',
      `@Module({
  imports: [A, ...shared],
})`,
      `@Module({
  imports: [A, ...shared, ConfigModule.forRoot(), Chat.forRoot({
      users: Users,
    })],
})`,
    ],
    [
      'comments, forwardRef and a trailing comma',
      `@Module({
  // why
  imports: [
    forwardRef(() => A), // in a circle
    /* the last */ B, // of them
    // C,
  ],
})`,
      `@Module({
  // why
  imports: [
    forwardRef(() => A), // in a circle
    /* the last */ B, // of them
    ConfigModule.forRoot(),
    Chat.forRoot({
      users: Users,
    }),
    // C,
  ],
})`,
    ],
    [
      'no trailing comma, tabs, a quoted key',
      `@Module({
	"imports": [
		A // first
	]
})`,
      `@Module({
	"imports": [
		A, // first
		ConfigModule.forRoot(),
		Chat.forRoot({
			users: Users,
		})
	]
})`,
    ],
    [
      'a spread before the imports',
      `@Module({ ...base, imports: [A] })`,
      `@Module({ ...base, imports: [A, ConfigModule.forRoot(), Chat.forRoot({
      users: Users,
    })] })`,
    ],
  ])('adds to %s', (_, before, after) => {
    expect(add(`${NEST}${before}\nexport class AppModule {}\n`)).toBe(
      `${NEST}${ADDED}${after}\nexport class AppModule {}\n`,
    );
  });

  it('uses the style of the file: double quotes, no semicolons, CRLF', () => {
    const text = `import { Module as M } from "@nestjs/common" // Nest\r\n\r\n@M({\r\n  imports: [],\r\n})\r\nclass A {}\r\n`;
    const result = add(text);
    expect(result).toContain(
      `"@nestjs/common" // Nest\r\nimport { ConfigModule, ConfigService } from "@nestjs/config"\r\n`,
    );
    expect(result.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('uses names that are already imported, and adds missing names to an existing declaration', () => {
    const text = `${NEST}import {\n  ConfigModule,\n  registerAs,\n} from '@nestjs/config';\nimport Users from './users.js';\n@Module({})\nclass A {}\n`;
    expect(add(text)).toContain(
      `${NEST}import {\n  ConfigModule,\n  registerAs,\n  ConfigService,\n} from '@nestjs/config';\nimport Users from './users.js';\n@Module`,
    );
  });

  it.each([
    ['a variable', '@Module(metadata)'],
    ['a spread', '@Module({ ...metadata })'],
    ['a spread after the imports', '@Module({ imports: [], ...metadata })'],
    ['a computed key', '@Module({ [key]: [] })'],
    ['imports in a variable', '@Module({ imports })'],
    ['imports from a call', '@Module({ imports: [].concat(shared) })'],
    ['no argument', '@Module()'],
    ['a name that is already used', 'const Users = 1;\n@Module({})'],
    [
      'a name that is imported as a type',
      `import type { ConfigService } from '@nestjs/config';\n@Module({})`,
    ],
    ['a name of another package', `import { ConfigService } from './config.js';\n@Module({})`],
    ['two modules', '@Module({})\nclass Other {}\n@Module({})'],
    ['no decorator', ''],
    ['a syntax error', '@Module({ imports: [ })'],
  ])('refuses %s', (_, decorator) => {
    expect(() => add(`${NEST}${decorator}\nclass A {}\n`)).toThrow(NotUnderstoodError);
  });

  it("refuses a decorator that is not Nest's own", () => {
    expect(() => add(`import { Module } from './module.js';\n@Module({})\nclass A {}\n`)).toThrow(
      NotUnderstoodError,
    );
  });

  it('changes no existing character, however the module is formatted', () => {
    const space = fc.constantFrom('', ' ', '\n', '\n    ', '\t', ' /* c */ ', ' // c\n');
    const element = fc.constantFrom('A', '...B', 'forwardRef(() => C)', 'D.forRoot({ e: [] })');
    const list = fc
      .tuple(fc.array(fc.tuple(space, element, space)), fc.boolean(), space)
      .map(([elements, trailing, end]) => {
        const text = elements.map((parts) => parts.join('')).join(',');
        return `[${text}${trailing && elements.length > 0 ? ',' : ''}${end}]`;
      });
    const module = fc
      .tuple(space, fc.option(list), space, fc.boolean())
      .map(([before, imports, after, more]) => {
        const parts = [
          ...(imports === null ? [] : [`imports: ${imports}`]),
          ...(more ? ['exports: []'] : []),
        ];
        return `${NEST}@Module({${before}${parts.join(`,${after}`)}${after}})\nclass A {}\n`;
      });
    fc.assert(
      fc.property(module, (text) => {
        const result = add(text);
        expect(isWithin(text, result)).toBe(true);
        expect(result).toContain('ConfigModule.forRoot()');
      }),
      { numRuns: 30 }, // each run compiles the result
    );
  });
});

describe('insertAll', () => {
  it('keeps the order of insertions at the same position', () => {
    expect(
      insertAll('ad', [
        { at: 2, text: '!' },
        { at: 1, text: 'b' },
        { at: 1, text: 'c' },
      ]),
    ).toBe('abcd!');
  });
});

import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { UnitTestTree } from '@angular-devkit/schematics/testing/index.js';
import { DataSource } from 'typeorm';
import ts from 'typescript';
import { afterEach, describe, expect, it } from 'vitest';
import { basic } from '../support/host.js';
import { startApp } from '../support/started-app.js';
import { filesOf, HostFolder, MODULE_SYSTEMS, type ModuleSystem, nestAdd, newHost } from './hosts.js';

const APP_MODULE = '/src/app.module.ts';
const ENTITY = '/src/users/user.entity.ts';

/** The values from the vendors' dashboards. */
const FROM_DASHBOARDS = {
  IMBACHAT_WIDGET_ID: '276',
  IMBACHAT_SECRET_KEY: 'the-secret-key-of-the-dashboard-for-tests',
  CHATBRO_CHAT_ID: '9czk',
  CHATBRO_SITE_DOMAIN: 'example.com',
  CHATBRO_SECRET_KEY: 'the-secret-key-of-the-chat-for-tests',
};

const folders: HostFolder[] = [];
afterEach(() => folders.splice(0).forEach((folder) => folder.remove()));

function onDisk(tree: UnitTestTree): HostFolder {
  const folder = new HostFolder(tree);
  folders.push(folder);
  folder.linkPackages();
  return folder;
}

/** Adds a TypeORM entity of users to an application. */
function addEntity(host: UnitTestTree, path: string, members: string): void {
  host.create(
    path,
    `import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

@Entity()
export class User {
  ${members}

  @Column()
  email: string;

  @Column()
  username: string;

  @Column({ type: 'varchar', nullable: true })
  avatarUrl: string | null;
}
`,
  );
  change(host, '/package.json', '"dependencies": {', '"dependencies": {\n    "@nestjs/typeorm": "^12.0.0",');
}

function change(host: UnitTestTree, path: string, from: string, to: string): void {
  host.overwrite(path, host.readText(path).replace(from, to));
}

/** Creates an application with a TypeORM entity of users, and with the table for their numbers. */
async function hostWithTypeOrm(type: ModuleSystem, idColumn: string): Promise<UnitTestTree> {
  const host = await newHost(type);
  addEntity(host, ENTITY, idColumn);
  change(
    host,
    APP_MODULE,
    '@Module',
    `import { TypeOrmModule } from '@nestjs/typeorm';
import { ChatUserNumber } from 'nestjs-chat-integration/typeorm';
import { User } from './users/user.entity${type === 'esm' ? '.js' : ''}';

@Module`,
  );
  change(
    host,
    APP_MODULE,
    'imports: []',
    `imports: [
    TypeOrmModule.forRoot({
      type: 'better-sqlite3',
      database: 'users.sqlite',
      entities: [User, ChatUserNumber],
      synchronize: true,
    }),
  ]`,
  );
  return host;
}

/** Returns the values of all string literals. */
function stringsOf(node: ts.Node): string[] {
  const strings = ts.isStringLiteral(node) ? [node.text] : [];
  ts.forEachChild(node, (child) => void strings.push(...stringsOf(child)));
  return strings;
}

/** Compiles and starts an application whose database has one user, Ann. */
async function startWithUser(tree: UnitTestTree, id: string) {
  const folder = onDisk(tree);
  await folder.compile();
  const app = await startApp(folder.path, 'dist/main.js', { env: FROM_DASHBOARDS });
  const database = await new DataSource({
    type: 'better-sqlite3',
    database: join(folder.path, 'users.sqlite'),
  }).initialize();
  await database.query(`INSERT INTO user VALUES (${id}, 'ann@example.com', 'Ann', NULL)`);
  await database.destroy();
  const { IMBACHAT_API_PASSWORD: password } = parseEnv(tree.readText('/.env'));
  const headers = { authorization: basic('imbachat', password!) };
  const get = async (path: string) =>
    (await fetch(`${app.url}/imbachat/api/v1${path}`, { headers })).json() as Promise<unknown>;
  return { get, stop: () => app.stop() };
}

describe.each(MODULE_SYSTEMS)('nest add to a new application (%s)', (type) => {
  const extension = type === 'esm' ? '.js' : '';

  it('adds a provider without users; the result compiles and starts', async () => {
    const before = filesOf(await newHost(type));
    const { tree, log, tasks } = await nestAdd(await newHost(type), { vendors: 'imbachat,chatbro' });

    const after = filesOf(tree);
    const changed = Object.keys(after).filter((path) => after[path] !== before[path]);
    expect(changed.toSorted()).toEqual([
      '/.env',
      '/.env.example',
      '/package.json',
      APP_MODULE,
      '/src/chat/chat-user.provider.ts',
    ]);
    expect(after[APP_MODULE]).toContain(`from './chat/chat-user.provider${extension}';`);
    expect(JSON.parse(after['/package.json']!)).toHaveProperty(['dependencies', '@nestjs/config'], '^12.0.0');
    expect(tasks).toEqual([{ name: 'node-package', options: { command: 'install' } }]);
    expect(log).toContain('set IMBACHAT_WIDGET_ID, IMBACHAT_SECRET_KEY, CHATBRO_CHAT_ID');

    const { IMBACHAT_API_PASSWORD: password } = parseEnv(after['/.env']!);
    expect(password).toMatch(/^[\w-]{32}$/);
    expect(parseEnv(after['/.env.example']!)).toEqual({
      IMBACHAT_WIDGET_ID: '',
      IMBACHAT_API_LOGIN: 'imbachat',
      IMBACHAT_API_PASSWORD: '',
      IMBACHAT_SECRET_KEY: '',
      CHATBRO_CHAT_ID: '',
      CHATBRO_SITE_DOMAIN: '',
      CHATBRO_SECRET_KEY: '',
    });

    const folder = onDisk(tree);
    await folder.compile();
    const app = await startApp(folder.path, 'dist/main.js', { env: FROM_DASHBOARDS });
    const users = (credentials: string) =>
      fetch(`${app.url}/imbachat/api/v1/users/1`, { headers: { authorization: credentials } });
    expect((await users(basic('imbachat', 'wrong'))).status).toBe(401);
    const response = await users(basic('imbachat', password!));
    expect([response.status, await response.json()]).toEqual([200, []]);
    await app.stop();
  });

  it('adds the provider of an entity; the result compiles, starts and returns its users', async () => {
    const host = await hostWithTypeOrm(type, '@PrimaryGeneratedColumn()\n  id: number;');
    const { tree } = await nestAdd(host, { entity: 'User' });
    expect(tree.readText(APP_MODULE).match(/import { User }/g)).toHaveLength(1);
    expect(tree.readText(APP_MODULE)).not.toContain('typeOrmUserNumbers');
    expect(tree.exists('/src/chat/chat-user.provider.ts')).toBe(false);

    const { get, stop } = await startWithUser(tree, '7');
    expect(await get('/users/7,8')).toEqual([{ user_id: 7, name: 'Ann', avatar_url: false }]);
    expect(await get('/search/nn')).toMatchObject({ data: [{ user_id: 7 }] });
    await stop();
  });

  it('adds numbers for an entity with UUIDs; the result compiles, starts and returns its users', async () => {
    const host = await hostWithTypeOrm(type, "@PrimaryGeneratedColumn('uuid')\n  id: string;");
    const { tree, log } = await nestAdd(host, { entity: 'User' });
    expect(tree.readText(APP_MODULE)).toContain('userNumbers: typeOrmUserNumbers(),');
    expect(log).toContain('the entity ChatUserNumber');

    const { get, stop } = await startWithUser(tree, "'5f0c6d1e-7a55-4b0c-9f3e-2d1c8a6b4e90'");
    const { data } = (await get('/search/nn')) as { data: [{ user_id: number }] };
    expect(data).toEqual([{ name: 'Ann', user_id: expect.any(Number) }]);
    expect(await get(`/users/${data[0].user_id}`)).toMatchObject([{ name: 'Ann' }]);
    await stop();
  });

  it('writes names with quotes and line breaks as text; the result compiles', async () => {
    const name = `it's "a" \`b\` \${c}\n'];throw 1;'`;
    const host = await newHost(type);
    const columns = { idColumn: name, nameColumn: `${name}\\` };
    const members = Object.values(columns).map((column) => `${JSON.stringify(column)}: string;`);
    addEntity(host, `/src/${name}/user.entity.ts`, members.join('\n'));
    const { tree } = await nestAdd(host, { entity: 'User', ...columns });

    const source = ts.createSourceFile(APP_MODULE, tree.readText(APP_MODULE), ts.ScriptTarget.Latest);
    expect(stringsOf(source)).toEqual(
      expect.arrayContaining([`./${name}/user.entity${extension}`, ...Object.values(columns)]),
    );
    await onDisk(tree).compile();
  });

  it('changes nothing the second time', async () => {
    const { tree } = await nestAdd(await newHost(type));
    const once = filesOf(tree);
    const again = await nestAdd(tree);
    expect(filesOf(again.tree)).toEqual(once);
    expect(again.tasks).toEqual([]);
    expect(again.log).toContain('already imported');
  });
});

describe('nest add', () => {
  const add = async (files: Record<string, string>, options: object = {}) => {
    const host = await newHost('esm');
    for (const [path, text] of Object.entries(files)) {
      if (host.exists(path)) host.overwrite(path, text);
      else host.create(path, text);
    }
    return nestAdd(host, options);
  };

  it('does not change a root module that it cannot parse, logs what to add, and does the rest', async () => {
    const module = `import { Module } from '@nestjs/common'\nconst metadata = { imports: [] }\n@Module(metadata)\nexport class AppModule {}\n`;
    const { tree, log } = await add({ [APP_MODULE]: module });
    expect(tree.readText(APP_MODULE)).toBe(module);
    expect(log).toContain(
      'was not changed: the argument of @Module() is not an object literal. Add this by hand:',
    );
    expect(log).toContain(`import { ChatIntegrationModule } from 'nestjs-chat-integration'\n`);
    expect(log).toContain('    ChatIntegrationModule.forRootAsync({');
    expect(tree.exists('/src/chat/chat-user.provider.ts')).toBe(true);
    expect(tree.exists('/.env')).toBe(true);
  });

  it('uses the existing ConfigModule of the application', async () => {
    const { tree } = await add({
      '/src/core/core.module.ts': `import { Module } from '@nestjs/common';\nimport { ConfigModule as C } from '@nestjs/config';\n@Module({ imports: [C.forRoot({ isGlobal: true })] })\nexport class CoreModule {}\n`,
    });
    expect(tree.readText(APP_MODULE)).not.toContain('ConfigModule.forRoot()');
    expect(tree.readText(APP_MODULE)).toContain('imports: [ConfigModule],');
  });

  it('overwrites no file and no variable, and warns about secrets in a file that is not ignored', async () => {
    const provider = 'export class ChatUserProvider {}\n';
    const env = 'IMBACHAT_API_PASSWORD="mine"\nIMBACHAT_WIDGET_ID=5';
    const files = { '/src/chat/chat-user.provider.ts': provider, '/.env': env };
    const { tree, log } = await add(files);
    expect(tree.readText('/src/chat/chat-user.provider.ts')).toBe(provider);
    expect(tree.readText('/.env').startsWith(`${env}\n`)).toBe(true);
    expect(parseEnv(tree.readText('/.env'))).toMatchObject({
      IMBACHAT_API_PASSWORD: 'mine',
      IMBACHAT_WIDGET_ID: '5',
    });
    expect(log).not.toContain(parseEnv(tree.readText('/.env'))['IMBACHAT_API_PASSWORD']);
    expect(log).toContain('.gitignore does not list it');
    expect((await add({ ...files, '/.gitignore': 'dist\n.env\n' })).log).not.toContain('.gitignore');
  });

  it('skips the installation if requested', async () => {
    expect((await add({}, { skipInstall: true })).tasks).toEqual([]);
  });

  const entity = (name: string) =>
    `import { Column, Entity, PrimaryColumn } from 'typeorm';\n@Entity()\nexport class ${name} {\n  @PrimaryColumn() id: number;\n  @Column() name: string;\n}\n`;

  it.each([
    ['an unknown vendor', { vendors: 'imbachat,slack' }, {}, /vendors: expected imbachat, chatbro/],
    ['a missing module', { module: 'main.module.ts' }, {}, /module: expected the root module in/],
    ['a missing entity', { entity: 'User' }, {}, /entity: expected one .* found none/],
    [
      'a name of two entities',
      { entity: 'User' },
      { '/src/a.ts': entity('User'), '/src/b.ts': entity('User') },
      /found User in "\/src\/a\.ts", User in "\/src\/b\.ts"/,
    ],
    [
      'an entity without @nestjs/typeorm',
      { entity: 'src/a.ts' },
      { '/src/a.ts': entity('User') },
      /expected an application with @nestjs\/typeorm/,
    ],
    ['an unknown option', { entitty: 'User' }, {}, /entitty/],
  ])('refuses %s', async (_, options, files, message) => {
    await expect(add(files, options)).rejects.toThrow(message);
  });
});

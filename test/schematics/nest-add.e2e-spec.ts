import { parseEnv } from 'node:util';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { afterEach, describe, expect, it } from 'vitest';
import { basic } from '../support/host.js';
import { startApp } from '../support/started-app.js';
import { filesOf, HostFolder, MODULE_SYSTEMS, nestAdd, newHost } from './hosts.js';

const APP_MODULE = '/src/app.module.ts';
const ENTITY = '/src/users/user.entity.ts';

/** The values that the vendors give. */
const FROM_DASHBOARDS = {
  IMBACHAT_WIDGET_ID: '276',
  IMBACHAT_SECRET_KEY: 'the-secret-key-of-the-dashboard-for-tests',
  CHATBRO_CHAT_ID: '9czk',
  CHATBRO_SITE_DOMAIN: 'example.com',
  CHATBRO_SECRET_KEY: 'the-secret-key-of-the-chat-for-tests',
};

const folders: HostFolder[] = [];
afterEach(() => folders.splice(0).forEach((folder) => folder.remove()));

function onDisk(tree: Parameters<typeof filesOf>[0]): HostFolder {
  const folder = new HostFolder(tree);
  folders.push(folder);
  folder.linkPackages();
  return folder;
}

describe.each(MODULE_SYSTEMS)('nest add to a new application (%s)', (type) => {
  const extension = type === 'esm' ? '.js' : '';

  it('adds a provider to fill in; the result compiles, starts, and knows nobody', async () => {
    const before = filesOf(await newHost(type));
    const { tree, said, tasks } = await nestAdd(await newHost(type), { vendors: 'imbachat,chatbro' });

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
    expect(said).toContain('fill in IMBACHAT_WIDGET_ID, IMBACHAT_SECRET_KEY, CHATBRO_CHAT_ID');

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
    const ask = (credentials: string) =>
      fetch(`${app.url}/imbachat/api/v1/users/1`, { headers: { authorization: credentials } });
    expect((await ask(basic('imbachat', 'wrong'))).status).toBe(401);
    const answer = await ask(basic('imbachat', password!));
    expect([answer.status, await answer.json()]).toEqual([200, []]);
    await app.stop();
  });

  it('adds the provider of an entity; the result compiles, starts, and knows its users', async () => {
    const host = await newHost(type);
    host.create(
      ENTITY,
      `import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity()
export class User {
  @PrimaryGeneratedColumn()
  id: number;

  @Column()
  email: string;

  @Column()
  username: string;

  @Column({ type: 'varchar', nullable: true })
  avatarUrl: string | null;
}
`,
    );
    host.overwrite(
      APP_MODULE,
      host
        .readText(APP_MODULE)
        .replace(
          '@Module',
          `import { TypeOrmModule } from '@nestjs/typeorm';\nimport { User } from './users/user.entity${extension}';\n\n@Module`,
        )
        .replace(
          'imports: []',
          `imports: [\n    TypeOrmModule.forRoot({ type: 'better-sqlite3', database: 'users.sqlite', entities: [User] }),\n  ]`,
        ),
    );
    host.overwrite(
      '/package.json',
      host
        .readText('/package.json')
        .replace('"dependencies": {', '"dependencies": {\n    "@nestjs/typeorm": "^12.0.0",'),
    );
    const { tree } = await nestAdd(host, { entity: 'User' });
    expect(tree.readText(APP_MODULE).match(/import { User }/g)).toHaveLength(1);
    expect(tree.exists('/src/chat/chat-user.provider.ts')).toBe(false);

    const folder = onDisk(tree);
    const database = await new DataSource({
      type: 'better-sqlite3',
      database: join(folder.path, 'users.sqlite'),
    }).initialize();
    await database.query(
      'CREATE TABLE user (id INTEGER PRIMARY KEY, email TEXT, username TEXT, avatarUrl TEXT)',
    );
    await database.query(`INSERT INTO user VALUES (7, 'ann@example.com', 'Ann', NULL)`);
    await database.destroy();
    await folder.compile();
    const app = await startApp(folder.path, 'dist/main.js', { env: FROM_DASHBOARDS });
    const { IMBACHAT_API_PASSWORD: password } = parseEnv(tree.readText('/.env'));
    const ask = async (path: string) =>
      (await fetch(app.url + path, { headers: { authorization: basic('imbachat', password!) } })).json();
    expect(await ask('/imbachat/api/v1/users/7,8')).toEqual([{ user_id: 7, name: 'Ann', avatar_url: false }]);
    expect(await ask('/imbachat/api/v1/search/nn')).toMatchObject({ data: [{ user_id: 7 }] });
    await app.stop();
  });

  it('changes nothing the second time', async () => {
    const { tree } = await nestAdd(await newHost(type));
    const once = filesOf(tree);
    const again = await nestAdd(tree);
    expect(filesOf(again.tree)).toEqual(once);
    expect(again.tasks).toEqual([]);
    expect(again.said).toContain('imported already');
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

  it('leaves a root module alone that it does not understand, tells what to add, and does the rest', async () => {
    const module = `import { Module } from '@nestjs/common'\nconst metadata = { imports: [] }\n@Module(metadata)\nexport class AppModule {}\n`;
    const { tree, said } = await add({ [APP_MODULE]: module });
    expect(tree.readText(APP_MODULE)).toBe(module);
    expect(said).toContain('stays as it is: @Module() is not given an object literal. Add by hand:');
    expect(said).toContain(`import { ChatIntegrationModule } from 'nestjs-chat-integration'\n`);
    expect(said).toContain('    ChatIntegrationModule.forRootAsync({');
    expect(tree.exists('/src/chat/chat-user.provider.ts')).toBe(true);
    expect(tree.exists('/.env')).toBe(true);
  });

  it('uses the configuration that the application has', async () => {
    const { tree } = await add({
      '/src/core/core.module.ts': `import { Module } from '@nestjs/common';\nimport { ConfigModule as C } from '@nestjs/config';\n@Module({ imports: [C.forRoot({ isGlobal: true })] })\nexport class CoreModule {}\n`,
    });
    expect(tree.readText(APP_MODULE)).not.toContain('ConfigModule.forRoot()');
    expect(tree.readText(APP_MODULE)).toContain('imports: [ConfigModule],');
  });

  it('overwrites no file and no variable, and warns of secrets in a file that may be committed', async () => {
    const provider = 'export class ChatUserProvider {}\n';
    const env = 'IMBACHAT_API_PASSWORD="mine"\nIMBACHAT_WIDGET_ID=5';
    const files = { '/src/chat/chat-user.provider.ts': provider, '/.env': env };
    const { tree, said } = await add(files);
    expect(tree.readText('/src/chat/chat-user.provider.ts')).toBe(provider);
    expect(tree.readText('/.env').startsWith(`${env}\n`)).toBe(true);
    expect(parseEnv(tree.readText('/.env'))).toMatchObject({
      IMBACHAT_API_PASSWORD: 'mine',
      IMBACHAT_WIDGET_ID: '5',
    });
    expect(said).not.toContain(parseEnv(tree.readText('/.env'))['IMBACHAT_API_PASSWORD']);
    expect(said).toContain('.gitignore does not name it');
    expect((await add({ ...files, '/.gitignore': 'dist\n.env\n' })).said).not.toContain('.gitignore');
  });

  it('schedules no installation when told so', async () => {
    expect((await add({}, { skipInstall: true })).tasks).toEqual([]);
  });

  const entity = (name: string) =>
    `import { Column, Entity, PrimaryColumn } from 'typeorm';\n@Entity()\nexport class ${name} {\n  @PrimaryColumn() id: number;\n  @Column() name: string;\n}\n`;

  it.each([
    ['an unknown vendor', { vendors: 'imbachat,slack' }, {}, /vendors: expected imbachat, chatbro/],
    ['a module that is not there', { module: 'main.module.ts' }, {}, /module: expected the root module in/],
    ['an entity that is not there', { entity: 'User' }, {}, /entity: expected one .* found none/],
    [
      'an entity of which there are two',
      { entity: 'User' },
      { '/src/a.ts': entity('User'), '/src/b.ts': entity('User') },
      /found User in \/src\/a\.ts, User in \/src\/b\.ts/,
    ],
    [
      'an entity without @nestjs/typeorm',
      { entity: 'src/a.ts' },
      { '/src/a.ts': entity('User') },
      /expected an application with @nestjs\/typeorm/,
    ],
    ['an option that it does not know', { entitty: 'User' }, {}, /entitty/],
  ])('refuses %s', async (_, options, files, message) => {
    await expect(add(files, options)).rejects.toThrow(message);
  });
});

import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import type { Rule, SchematicContext, Tree } from '@angular-devkit/schematics';
import type { SourceFile } from 'typescript';
import { chatModule, requiresUserNumbers, userProviderFile, type UserSource } from './chat-module.js';
import { emptyVariables, ENVIRONMENT, missingVariables } from './environment.js';
import { InvalidOptionError, parseVendors, type NestAddOptions } from './nest-add.options.js';
import { addDependency, configRange, dependsOn, type HostManifest } from './package-json.js';
import { addToModule, instructions } from './root-module.js';
import {
  callsForRoot,
  importedNames,
  NotUnderstoodError,
  parseSource,
  styleOf,
  type SourceStyle,
} from './source-text.js';
import { chooseColumns, entitiesOf, hasNumericIds } from './user-entity.js';

const PACKAGE = 'nestjs-chat-integration';
const CONFIG = '@nestjs/config';

/**
 * The schematic `nest-add`, which `nest add nestjs-chat-integration` runs. Adds `ChatIntegrationModule` to the root
 * module, creates a `UserProvider`, and adds the variables of the configuration to `.env` and `.env.example`.
 *
 * It only adds text: it does not change existing text, and a second run adds nothing. If it cannot change a file
 * reliably, it logs what to add by hand instead.
 *
 * @throws {InvalidOptionError} before anything is written.
 */
// Only types are imported from the CLI's packages: an application does not have them if the CLI is installed globally.
export function nestAdd(options: NestAddOptions): Rule {
  return (tree, context) => {
    const manifest = JSON.parse(tree.readText('/package.json')) as HostManifest;
    addModule(tree, context, manifest, options);
    addConfigPackage(tree, context, manifest, options);
    addEnvironment(tree, context, options);
  };
}

function addModule(
  tree: Tree,
  { logger }: SchematicContext,
  manifest: HostManifest,
  options: NestAddOptions,
): void {
  const vendors = parseVendors(options.vendors);
  const path = posix.join('/', options.sourceRoot, options.module);
  if (!tree.exists(path)) {
    throw new InvalidOptionError(
      'module',
      `expected the root module in ${JSON.stringify(path)} but there is no such file. Fix: pass its path relative to the source root, for example --module main.module.ts.`,
    );
  }
  const sources = hostSources(tree, options.sourceRoot);
  if (sources.some((source) => imports(source, PACKAGE))) {
    logger.info(
      `${PACKAGE} is already imported: no source file was changed. To add a vendor, edit the options of ChatIntegrationModule.`,
    );
    return;
  }

  const source = parseSource(path, tree.readText(path));
  const style = styleOf(source, manifest.type === 'module');
  const users =
    options.entity === undefined
      ? newProvider(tree, path, style)
      : entitySource(sources, path, style, manifest, { ...options, entity: options.entity });
  const hasConfig = sources.some((each) => callsForRoot(each, 'ConfigModule', CONFIG));
  const addition = chatModule(vendors, users, hasConfig, style);
  try {
    tree.overwrite(path, addToModule(source, addition, style));
  } catch (error) {
    if (!(error instanceof NotUnderstoodError)) throw error;
    logger.warn(
      `${JSON.stringify(path)} was not changed: ${error.message}. Add this by hand:\n\n${instructions(addition, style)}\n`,
    );
  }
  if (requiresUserNumbers(vendors, users)) {
    logger.info(
      'To do: ImbaChat does not accept text ids, so typeOrmUserNumbers() stores a number for each user. Add the ' +
        'entity ChatUserNumber to your data source, unless it uses autoLoadEntities, and run the migration ' +
        `CreateChatUserNumber1767225600000. Both are in ${PACKAGE}/typeorm.`,
    );
  }
}

/** Returns the application's source files without its tests. */
function hostSources(tree: Tree, root: string): SourceFile[] {
  const sources: SourceFile[] = [];
  tree.getDir(root).visit((path) => {
    if (!path.endsWith('.ts') || /\.(?:d|spec|test)\.ts$/.test(path) || path.includes('/node_modules/'))
      return;
    sources.push(parseSource(path, tree.readText(path)));
  });
  return sources;
}

function imports(source: SourceFile, from: string): boolean {
  return importedNames(source).some((name) => name.from === from);
}

function newProvider(tree: Tree, modulePath: string, style: SourceStyle): UserSource {
  const path = posix.join(posix.dirname(modulePath), 'chat/chat-user.provider.ts');
  if (!tree.exists(path)) tree.create(path, userProviderFile(style));
  return { kind: 'provider', from: specifierOf(path, modulePath, style) };
}

function entitySource(
  sources: readonly SourceFile[],
  modulePath: string,
  style: SourceStyle,
  manifest: HostManifest,
  options: NestAddOptions & { entity: string },
): UserSource {
  const isPath = options.entity.endsWith('.ts');
  const wanted = posix.join('/', options.entity);
  const found = sources.flatMap((source) =>
    entitiesOf(source)
      .filter(({ name }) => (isPath ? source.fileName === wanted : name === options.entity))
      .map((entity) => ({ path: source.fileName, entity })),
  );
  const [only] = found;
  if (!only || found.length > 1) {
    const names = found.map(({ path, entity }) => `${entity.name} in ${JSON.stringify(path)}`).join(', ');
    throw new InvalidOptionError(
      'entity',
      `expected one exported class with @Entity() from typeorm but found ${names || 'none'}. Fix: pass its file or its name, for example --entity src/users/user.entity.ts.`,
    );
  }
  const { path, entity } = only;
  if (!dependsOn(manifest, '@nestjs/typeorm')) {
    throw new InvalidOptionError(
      'entity',
      'expected an application with @nestjs/typeorm. Fix: install it, or leave out this option.',
    );
  }
  const columns = chooseColumns(entity, options);
  return {
    kind: 'entity',
    from: specifierOf(path, modulePath, style),
    name: entity.name,
    exported: entity.exported,
    columns,
    hasNumericIds: hasNumericIds(entity, columns.id),
  };
}

function specifierOf(path: string, from: string, { extension }: SourceStyle): string {
  const relative = posix.relative(posix.dirname(from), path.slice(0, -'.ts'.length)) + extension;
  return relative.startsWith('.') ? relative : `./${relative}`;
}

function addConfigPackage(
  tree: Tree,
  context: SchematicContext,
  manifest: HostManifest,
  { skipInstall }: NestAddOptions,
): void {
  if (dependsOn(manifest, CONFIG)) return;
  try {
    tree.overwrite(
      '/package.json',
      addDependency(tree.readText('/package.json'), CONFIG, configRange(manifest)),
    );
  } catch (error) {
    if (!(error instanceof NotUnderstoodError)) throw error;
    context.logger.warn(`/package.json was not changed: ${error.message}. Fix: install ${CONFIG} by hand.`);
    return;
  }
  if (!skipInstall) {
    context.addTask({ toConfiguration: () => ({ name: 'node-package', options: { command: 'install' } }) });
  }
}

function addEnvironment(tree: Tree, { logger }: SchematicContext, options: NestAddOptions): void {
  const keys = parseVendors(options.vendors).flatMap((vendor) => ENVIRONMENT[vendor]);
  const textOf = (path: string) => (tree.exists(path) ? tree.readText(path) : '');
  const append = (path: string, lines: string) => {
    if (lines === '') return;
    if (tree.exists(path)) tree.overwrite(path, tree.readText(path) + lines);
    else tree.create(path, lines);
  };
  append(
    '/.env.example',
    missingVariables(textOf('/.env.example'), keys, ({ chosen }) =>
      chosen === 'secret' ? '' : (chosen ?? ''),
    ),
  );
  const randomSecret = () => randomBytes(24).toString('base64url');
  const lines = missingVariables(textOf('/.env'), keys, ({ chosen }) =>
    chosen === 'secret' ? randomSecret() : (chosen ?? ''),
  );
  append('/.env', lines);
  if (lines !== '' && !/^\/?\.env\*?\s*$/m.test(textOf('/.gitignore'))) {
    logger.warn('.env contains secrets but .gitignore does not list it: add the line .env to .gitignore.');
  }
  const empty = emptyVariables(textOf('/.env'), keys);
  if (empty.length > 0) logger.info(`To do: set ${empty.join(', ')} in .env, then start the application.`);
}

import { InvalidOptionsError } from '../../chat-integration.errors.js';

/** A vendor whose widget can be added. */
export type Vendor = 'imbachat' | 'chatbro';

/** What `nest add nestjs-chat-integration` takes; `schema.json` says the same to the CLI, with the defaults. */
export interface NestAddOptions {
  /** Whose widgets: `imbachat`, `chatbro`, or both with a comma between. */
  readonly vendors: string;
  /** The TypeORM entity of the site's users: the path of its file, or the name of its class. */
  readonly entity?: string;
  /** The entity's column of the user id. */
  readonly idColumn?: string;
  /** The entity's column of the name shown in the chat. */
  readonly nameColumn?: string;
  /** The entity's column of the picture's absolute URL. */
  readonly avatarUrlColumn?: string;
  /** The entity's column of the time of the last visit. */
  readonly lastLoginAtColumn?: string;
  /** The root module's file, from the source root. */
  readonly module: string;
  /** The folder of the application's sources. */
  readonly sourceRoot: string;
  /** Whether not to install what is added to `package.json`. */
  readonly skipInstall: boolean;
}

/**
 * Reads the option `vendors`.
 *
 * @throws {InvalidOptionsError} when it names another vendor, or none.
 */
export function parseVendors(text: string): Vendor[] {
  const names = new Set(text.split(',').map((name) => name.trim()));
  for (const name of names) {
    if (name !== 'imbachat' && name !== 'chatbro') {
      throw invalidOption(
        'vendors',
        `expected imbachat, chatbro or imbachat,chatbro, got ${JSON.stringify(text)}. Name one, or both.`,
      );
    }
  }
  return [...names] as Vendor[];
}

/** The error for one option of `nest add` that cannot be used. */
export function invalidOption(path: string, message: string): InvalidOptionsError {
  return new InvalidOptionsError([{ path, message }], 'nest add nestjs-chat-integration');
}

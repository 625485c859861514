/** A vendor whose widget can be added. */
export type Vendor = 'imbachat' | 'chatbro';

/** The options of `nest add nestjs-chat-integration`; `schema.json` declares them for the CLI, with the defaults. */
export interface NestAddOptions {
  /** The vendors of the widgets: `imbachat`, `chatbro` or `imbachat,chatbro`. */
  readonly vendors: string;
  /** The TypeORM entity of the site's users: the path of its file or the name of its class. */
  readonly entity?: string;
  /** The column of the user id. */
  readonly idColumn?: string;
  /** The column of the name shown in the chat. */
  readonly nameColumn?: string;
  /** The column of the absolute URL of the picture. */
  readonly avatarUrlColumn?: string;
  /** The column of the time of the last visit. */
  readonly lastLoginAtColumn?: string;
  /** The file of the root module, relative to the source root. */
  readonly module: string;
  /** The folder of the application's source files. */
  readonly sourceRoot: string;
  /** Whether to skip the installation of packages that are added to `package.json`. */
  readonly skipInstall: boolean;
}

/**
 * Reads the option `vendors`.
 *
 * @throws {InvalidOptionError} when it names another vendor, or none.
 */
export function parseVendors(text: string): Vendor[] {
  const names = new Set(text.split(',').map((name) => name.trim()));
  for (const name of names) {
    if (name !== 'imbachat' && name !== 'chatbro') {
      throw new InvalidOptionError(
        'vendors',
        `expected imbachat, chatbro or imbachat,chatbro but got ${JSON.stringify(text)}.`,
      );
    }
  }
  return [...names] as Vendor[];
}

/** An option of `nest add` cannot be used. */
export class InvalidOptionError extends Error {
  /** @param message what was expected, what was found and how to fix it. */
  constructor(
    readonly option: keyof NestAddOptions,
    message: string,
  ) {
    super(`Invalid option ${option}: ${message}`);
  }
}

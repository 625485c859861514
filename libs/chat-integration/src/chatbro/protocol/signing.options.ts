import { IsOptional, Option } from '../../options/options.js';

/** How identities are signed (`protocol/chatbro.md` section 1, "The hole in the scheme"). */
export class ChatBroSigningOptions {
  /**
   * `'strict'` refuses an identity whose signature is also valid for another one. `'unchecked'` signs every identity:
   * users who can choose their own names can then impersonate moderators and other users.
   * @default 'strict'
   */
  @Option(
    { expected: "'strict' or 'unchecked'", fix: "leave it out to use 'strict'." },
    (value) => value === 'strict' || value === 'unchecked',
  )
  policy?: 'strict' | 'unchecked' | undefined = 'strict';

  /**
   * A colour, such as `'#333333'`, that is sent for each identity without one. It separates names and URLs from the
   * permissions, so that a user called `Esteban` can be signed.
   * @default `'#767676'`, a grey, for users of the `UserProvider` whose name or URL ends in `ban` or `delete`; for others none
   */
  @IsOptional()
  @Option(
    { expected: 'a colour of the form #rrggbb', fix: "set a colour such as '#333333', or leave it out." },
    (value) => typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value),
  )
  fallbackNameColor?: string | undefined;

  /**
   * Names that only some users may have. A user with another name is refused if a reserved name appears anywhere in
   * the name or the URLs, because the visitor could send only that part as the name. Replaces the default list.
   * @default ['admin', 'administrator', 'moderator']
   */
  @Option(
    {
      expected: 'an array of names, none of them empty',
      fix: 'list the names that only some users may have, or set [] to reserve none.',
    },
    (value) => Array.isArray(value) && value.every((name) => typeof name === 'string' && name.trim() !== ''),
  )
  reservedNames?: readonly string[] | undefined = ['admin', 'administrator', 'moderator'];

  /**
   * The pattern of every `siteUserExternalId` of the site; it must match whole ids. An identity is refused if its signed
   * text also begins with a longer or shorter id of this form.
   * @example /[0-9]{9}/
   * @default after a number, digits can follow; after a UUID, nothing; after any other id, letters, digits, _ and -
   */
  @IsOptional()
  @Option(
    { expected: 'a regular expression', fix: 'set a pattern such as /[0-9]{9}/, or leave it out.' },
    (value) => value instanceof RegExp,
  )
  userIdPattern?: RegExp | undefined;
}

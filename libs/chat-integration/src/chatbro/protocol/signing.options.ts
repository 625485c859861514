import { IsOptional, Option } from '../../options/options.js';

/** Options of how identities are signed (`protocol/chatbro.md` section 1, "The hole in the scheme"). */
export class ChatBroSigningOptions {
  /**
   * `'strict'` refuses an identity whose signature is also valid for another one. `'unchecked'` signs every identity:
   * a user who can choose their own name can then become a moderator or another user.
   * @default 'strict'
   */
  @Option(
    { expected: "'strict' or 'unchecked'", fix: "leave it out for 'strict'." },
    (value) => value === 'strict' || value === 'unchecked',
  )
  policy?: 'strict' | 'unchecked' | undefined = 'strict';

  /**
   * A colour, such as `'#333333'`, that is sent for each user without one. Then no name or URL is directly before the
   * permissions, and `Esteban` can be signed.
   * @default none is sent
   */
  @IsOptional()
  @Option(
    { expected: 'a colour of the form #rrggbb', fix: "give for example '#333333', or leave it out." },
    (value) => typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value),
  )
  fallbackNameColor?: string | undefined;

  /**
   * Names that only some users may have. A user with another name is not signed if a reserved name appears anywhere in
   * the name or the URLs, because it could be extracted. Replaces the default list.
   * @default ['admin', 'administrator', 'moderator']
   */
  @Option(
    {
      expected: 'an array of names, none of them empty',
      fix: 'list the names that only some users may have, or give [].',
    },
    (value) => Array.isArray(value) && value.every((name) => typeof name === 'string' && name.trim() !== ''),
  )
  reservedNames?: readonly string[] | undefined = ['admin', 'administrator', 'moderator'];

  /**
   * The form of every `siteUserExternalId` of the site; must match whole ids. No identity is signed that begins with
   * another id of this form, longer or shorter.
   * @example /[0-9]{9}/
   * @default a number may continue with digits, any other id with letters, digits, _ and -; a UUID is complete
   */
  @IsOptional()
  @Option(
    { expected: 'a regular expression', fix: 'give for example /[0-9]{9}/, or leave it out.' },
    (value) => value instanceof RegExp,
  )
  userIdPattern?: RegExp | undefined;
}

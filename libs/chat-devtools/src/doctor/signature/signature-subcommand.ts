import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { quote } from 'nestjs-chat-integration/internal';
import { runChecks } from '../check.js';
import { UsageError } from '../doctor.errors.js';
import { readSetting } from '../settings.js';
import { onlyPositional, type Subcommand } from '../subcommand.js';
import { parseParameters } from './parse-parameters.js';
import { signatureChecks, signedFieldsOf } from './signature-checks.js';

const DOMAIN = { name: 'domain', option: 'domain', variable: 'CHATBRO_SITE_DOMAIN', isSecret: false };
const SECRET = {
  name: 'secret of the chat',
  option: 'secret',
  variable: 'CHATBRO_SECRET_KEY',
  isSecret: true,
};

/** `doctor signature`: examines the signed parameters of a ChatBro chat. */
export const signatureSubcommand: Subcommand = {
  options: { domain: { type: 'string' }, secret: { type: 'string' }, 'page-host': { type: 'string' } },

  async examine(args, io) {
    const file = onlyPositional(
      args,
      'one file with the parameters, or - to read them from the standard input,',
    );
    const parameters = parseParameters(file === '-' ? await text(io.stdin) : await readText(file));
    const siteDomain = await readSetting(DOMAIN, args.options['domain'], io);
    const secretKey = await readSetting(SECRET, args.options['secret'], io);
    const examined = {
      parameters,
      settings: { siteDomain, secretKey },
      pageHost: args.options['page-host'],
    };
    return {
      subject: { examined: 'signature', signedFields: signedFieldsOf(examined) },
      results: await runChecks(signatureChecks, examined),
      secrets: [secretKey],
    };
  },
};

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code = 'an error' } = error as NodeJS.ErrnoException;
    throw new UsageError(`Expected a readable file but got ${code} for ${quote(file)}.`);
  }
}

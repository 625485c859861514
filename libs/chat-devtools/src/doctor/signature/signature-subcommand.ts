import { createReadStream } from 'node:fs';
import { quote } from 'nestjs-chat-integration/internal';
import { diagnoseSignature } from '../../diagnosis/diagnose-signature.js';
import { runChecks } from '../check.js';
import { UsageError } from '../doctor.errors.js';
import { readInput } from '../read-input.js';
import { readSetting } from '../settings.js';
import { onlyPositional, type Subcommand } from '../subcommand.js';
import { parseParameters } from './parse-parameters.js';
import { signatureChecks } from './signature-checks.js';

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
    const parameters = parseParameters(file === '-' ? await readInput(io.stdin) : await readFile(file));
    const siteDomain = await readSetting(DOMAIN, args.options['domain'], io);
    const secretKey = await readSetting(SECRET, args.options['secret'], io);
    const diagnosis = diagnoseSignature(parameters, { siteDomain, secretKey }, args.options['page-host']);
    return {
      subject: { examined: 'signature', signedFields: diagnosis.signedFields },
      results: await runChecks(signatureChecks, { parameters, diagnosis }),
      secrets: [secretKey],
    };
  },
};

async function readFile(file: string): Promise<string> {
  try {
    return await readInput(createReadStream(file));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code = 'an error' } = error as NodeJS.ErrnoException;
    throw new UsageError(`Expected a readable file but got ${code} for ${quote(file)}.`);
  }
}

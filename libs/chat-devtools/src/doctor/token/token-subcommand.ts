import { runChecks } from '../check.js';
import { readInput } from '../read-input.js';
import { readSetting } from '../settings.js';
import { onlyPositional, type Subcommand } from '../subcommand.js';
import { tokenChecks } from './token-checks.js';

const SECRET_KEY = {
  name: 'Secret key',
  option: 'secret',
  variable: 'IMBACHAT_SECRET_KEY',
  isSecret: true,
};

/** `doctor token`: examines a user token. */
export const tokenSubcommand: Subcommand = {
  options: { secret: { type: 'string' }, 'widget-id': { type: 'string' } },

  async examine(args, io) {
    const given = onlyPositional(args, 'one token, or - to read it from the standard input,');
    const token = (given === '-' ? await readInput(io.stdin) : given).trim();
    const secretKey = await readSetting(SECRET_KEY, args.options['secret'], io);
    const widgetId = args.options['widget-id'] ?? io.env['IMBACHAT_WIDGET_ID'];
    return {
      subject: { examined: 'token' },
      results: await runChecks(tokenChecks, { token, secretKey, widgetId, now: Date.now() }),
      secrets: [secretKey, token],
    };
  },
};

import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks for a line on a terminal without showing what is typed. */
export async function promptHidden(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<string> {
  output.write(question);
  // readline turns off the terminal's echo and writes the typed text to its own output.
  const discard = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input, output: discard, terminal: true });
  try {
    return await new Promise<string>((resolve) => {
      terminal.once('line', resolve);
      terminal.once('close', () => resolve(''));
    });
  } finally {
    terminal.close();
    output.write('\n');
  }
}

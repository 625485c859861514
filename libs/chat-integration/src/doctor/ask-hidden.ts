import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks for a line on a terminal. What is typed is not shown. */
export async function askHidden(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<string> {
  output.write(question);
  // readline echoes to its output, and makes the terminal stop doing so itself.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input, output: nowhere, terminal: true });
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

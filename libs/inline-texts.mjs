// Makes the values of chat-browser/src/inline.ts: the start functions as text that is fixed when the library is built.
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const SOURCES = fileURLToPath(new URL('chat-browser/src/', import.meta.url));
const STARTS = { startImbaChat: './imbachat.ts', startChatBro: './chatbro.ts' };

/** Returns the source of the module, and the files from which it was made. */
export function inlineTexts() {
  const files = new Set();
  const lines = Object.entries(STARTS).map(([name, from]) => {
    const { outputFiles, metafile } = buildSync({
      // The body of a function with the parameter `params`.
      stdin: {
        contents: `import { ${name} as start } from '${from}'; start(params).ready.catch(console.error);`,
        resolveDir: SOURCES,
      },
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      // Pages may have any encoding.
      charset: 'ascii',
      write: false,
      metafile: true,
      absWorkingDir: SOURCES,
    });
    for (const file of Object.keys(metafile.inputs)) files.add(file);
    const text = `function ${name}(params){${outputFiles[0].text.trim()}}`;
    if (/<\/script|<script|<!--/i.test(text)) throw new Error(`${name} cannot be part of a script element.`);
    return `export const ${name} = ${JSON.stringify(text)};\n`;
  });
  return {
    code: lines.join(''),
    files: [...files].filter((file) => file !== '<stdin>').map((file) => SOURCES + file),
  };
}

/** A plugin that gives inline.ts its values when tests run from the sources. */
export function inlineTextsPlugin() {
  return {
    name: 'inline-texts',
    enforce: 'pre',
    load(id) {
      if (id.split('?', 1)[0] !== `${SOURCES}inline.ts`) return null;
      const { code, files } = inlineTexts();
      for (const file of files) this.addWatchFile(file);
      return code;
    },
  };
}

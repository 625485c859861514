// Part of the build: fails when the browser module, bundled and minified, has outgrown its promise.
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const LIMIT_BYTES = 2_000;

const [{ output }] = await build({
  configFile: false,
  logLevel: 'warn',
  build: {
    write: false,
    minify: true,
    lib: { entry: fileURLToPath(new URL('dist/browser/index.js', import.meta.url)), formats: ['es'] },
  },
});
const bytes = gzipSync(output[0].code).length;
const verdict = `browser module: ${bytes} bytes minified and gzipped, at most ${LIMIT_BYTES}`;
if (bytes > LIMIT_BYTES) throw new Error(verdict);
process.stdout.write(`${verdict}\n`);

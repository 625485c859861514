import { defineConfig } from 'vitest/config';
import { inlineTextsPlugin } from '../../libs/inline-texts.mjs';

/** Runs the `.test.ts` snippets of pages, as a reader would. */
export default defineConfig({
  plugins: [inlineTextsPlugin()],
  resolve: { tsconfigPaths: true },
  test: { include: ['test/docs/generated/tests/**/*.test.ts'] },
});

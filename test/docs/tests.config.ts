import { defineConfig } from 'vitest/config';

/** Runs the `.test.ts` snippets of pages, as a reader would. */
export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: { include: ['test/docs/generated/tests/**/*.test.ts'] },
});

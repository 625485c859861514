import { defineConfig } from 'vitest/config';
import { inlineTextsPlugin } from '../../libs/inline-texts.mjs';

/** The unit specs of the Nest module, which Stryker runs against each mutant. */
export default defineConfig({
  plugins: [inlineTextsPlugin()],
  resolve: { tsconfigPaths: true },
  test: { include: ['libs/chat-integration/src/**/*.spec.ts'], testTimeout: 20_000, isolate: false },
});

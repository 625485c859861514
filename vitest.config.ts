import { defineConfig } from 'vitest/config';
import { inlineTextsPlugin } from './libs/inline-texts.mjs';
import { PROOF_TIMEOUT_MS } from './prove/support/scale.js';

/** Tests of the packed packages. */
const PACKAGES = 'test/{package,schematics}/**/*.e2e-spec.ts';
/** Tests in a browser, of several processes, and of the examples. */
const SYSTEM = ['test/**/*browser*.e2e-spec.ts', 'test/{examples,scale}/**/*.e2e-spec.ts'];

export default defineConfig({
  plugins: [inlineTextsPlugin()],
  resolve: { tsconfigPaths: true },
  test: {
    projects: [
      {
        extends: true,
        // Property tests are slow on a busy machine.
        test: { name: 'unit', include: ['{libs,src,bench}/**/*.spec.ts'], testTimeout: 20_000 },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/**/*.e2e-spec.ts'],
          exclude: [PACKAGES, ...SYSTEM],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: SYSTEM,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'packages',
          include: [PACKAGES],
          globalSetup: 'test/support/built-package.ts',
          testTimeout: 120_000,
          hookTimeout: 600_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'prove',
          include: ['prove/**/*.prove.ts'],
          testTimeout: PROOF_TIMEOUT_MS,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});

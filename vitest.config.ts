import { defineConfig } from 'vitest/config';
import { PROOF_TIMEOUT_MS } from './prove/support/scale.js';

/** Tests on what is published, rather than on the sources. */
const BUILT_PACKAGE = 'test/{package,schematics}/**/*.e2e-spec.ts';

export default defineConfig({
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
          exclude: [BUILT_PACKAGE],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'package',
          include: [BUILT_PACKAGE],
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

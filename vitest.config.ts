import { defineConfig } from 'vitest/config';
import { PROOF_TIMEOUT_MS } from './prove/support/scale.js';

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
        test: { name: 'e2e', include: ['test/**/*.e2e-spec.ts'], testTimeout: 30_000, hookTimeout: 60_000 },
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

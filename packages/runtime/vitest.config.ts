import { defineConfig } from 'vitest/config'

/** The suites of `proof/` run here too, at a small size; `npm run proof` runs them at their full one. */
export default defineConfig({
  test: {
    include: ['src/**/*.spec.ts', 'proof/**/*.proof.ts'],
    testTimeout: 30_000,
    // Real processes on a machine that does other things as well: what fails there is tried again before it counts.
    retry: process.env['CI'] === undefined ? 0 : 2,
  },
})

import { defineConfig } from 'vitest/config'

/** `npm run proof`: the suites of `proof/` at their full size, one after the other, so that the figures mean something. */
export default defineConfig({
  test: {
    include: ['proof/**/*.proof.ts'],
    env: { PROOF_SCALE: process.env['PROOF_SCALE'] ?? '1' },
    testTimeout: 60 * 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    disableConsoleIntercept: true,
    reporters: ['verbose'],
  },
})

import { defineConfig } from 'vitest/config'

/** Browser stories: a real server, a real Chromium, one story file at a time. */
export default defineConfig({
  test: {
    include: ['e2e/**/*.spec.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
    fileParallelism: false,
    // Real processes on a machine that does other things as well: what fails there is tried again before it counts.
    retry: process.env['CI'] === undefined ? 0 : 2,
  },
})

import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.spec.ts', 'e2e/**/*.spec.ts'],
    globalSetup: ['test/database.global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Each file has a server and sandboxes of its own; two at a time fill two cores.
    maxWorkers: 2,
    // Real processes on a machine that does other things as well: what fails there is tried again before it counts.
    retry: process.env['CI'] === undefined ? 0 : 2,
  },
})

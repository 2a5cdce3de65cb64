import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Tests start the command line and build extensions as child processes, on machines that do other things as well.
  test: {
    include: ['src/**/*.spec.ts'],
    globalSetup: ['test/build-command-line.ts'],
    testTimeout: 60_000,
    // Real processes on a machine that does other things as well: what fails there is tried again before it counts.
    retry: process.env['CI'] === undefined ? 0 : 2,
  },
})

import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Tests start the command line and build extensions as child processes, on machines that do other things as well.
  test: { include: ['src/**/*.spec.ts'], globalSetup: ['test/build-command-line.ts'], testTimeout: 60_000 },
})

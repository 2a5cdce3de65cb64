import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Real HTTP servers on machines that do other things as well; no test asserts a time.
  test: { include: ['src/**/*.spec.ts', 'test/**/*.spec.ts', 'scripts/**/*.spec.ts'], testTimeout: 60_000 },
})

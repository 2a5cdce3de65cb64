import { defineConfig } from 'vitest/config'

/** Properties are tried on thousands of values, on machines that do other things as well. */
export default defineConfig({ test: { include: ['src/**/*.spec.ts'], testTimeout: 60_000 } })

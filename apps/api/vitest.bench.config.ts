import { defineConfig } from 'vitest/config'

/** `npm run bench`: what is measured over HTTP. `BENCH_SIZE=smoke` runs everything once over, to see that it runs. */
export default defineConfig({
  test: {
    include: ['bench/**/*.bench.ts'],
    globalSetup: ['test/database.global-setup.ts'],
    hookTimeout: 60_000,
    fileParallelism: false,
    disableConsoleIntercept: true,
    reporters: ['verbose'],
  },
})

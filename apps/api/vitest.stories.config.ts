import { defineConfig, mergeConfig } from 'vitest/config'
import base from './vitest.config.ts'

/** The stories alone: what is run once more against an external PostgreSQL. */
const stories = mergeConfig(base, defineConfig({}))
stories.test.include = ['e2e/**/*.spec.ts']
// The first have the embedded PostgreSQL, whichever one there is; the last one is the same on any.
stories.test.exclude = ['e2e/crash.spec.ts', 'e2e/hundred-extensions.spec.ts']
export default stories

import { defineConfig, mergeConfig } from 'vitest/config'
import base from './vitest.config.ts'

/** Stories of the embedded PostgreSQL itself, whichever one there is. */
const OF_THE_EMBEDDED_ONE = ['crash']
/** Stories of what no database has a part in: archives and code, what a guest is held to, documents, servers of others. */
const OF_NO_DATABASE = [
  'answers',
  'archives',
  'call-graphs',
  'calls-between-extensions',
  'finance',
  'hundred-extensions',
  'inputs',
  'limits',
  'mail',
  'manifests',
  'modules',
  'openapi',
  'pages',
  'provider',
  'source-maps',
]

/** The stories alone: what is run once more against an external PostgreSQL. */
const stories = mergeConfig(base, defineConfig({}))
stories.test.include = ['e2e/**/*.spec.ts']
stories.test.exclude = [...OF_THE_EMBEDDED_ONE, ...OF_NO_DATABASE].map((story) => `e2e/${story}.spec.ts`)
export default stories

// node scripts/write-schemas.ts: derives the request schemas from the installed `stripe` package, and writes them, and
// what they come to into the README.
import { readFileSync, writeFileSync } from 'node:fs'

import { withCoverage } from './coverage.ts'
import { deriveRequestSchemas } from './request-schemas.ts'

const TARGET = new URL('../src/schemas/generated/requests.json', import.meta.url)

writeFileSync(TARGET, `${JSON.stringify(deriveRequestSchemas(), null, 1)}\n`)

const README = new URL('../README.md', import.meta.url)

writeFileSync(README, withCoverage(readFileSync(README, 'utf8')))

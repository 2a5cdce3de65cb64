// node scripts/write-schemas.ts: derives the request schemas from the installed `stripe` package, and writes them.
import { writeFileSync } from 'node:fs'

import { deriveRequestSchemas } from './request-schemas.ts'

const TARGET = new URL('../src/schemas/generated/requests.json', import.meta.url)

writeFileSync(TARGET, `${JSON.stringify(deriveRequestSchemas(), null, 1)}\n`)

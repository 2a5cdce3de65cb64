import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'

import { deriveRequestSchemas } from './request-schemas.ts'

it('finds the committed request schemas current: after an update of stripe, run npm run schemas', async () => {
  const committed = await readFile(new URL('../src/schemas/generated/requests.json', import.meta.url), 'utf8')
  expect(JSON.parse(committed)).toEqual(deriveRequestSchemas())
})

import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { variablesSchema } from '../config/app-config.ts'
import { inRepository, readPages } from './documents.ts'

/** Variables of other programs: of the command line (`packages/sdk/docs/cli.md`), and of its users' scripts. */
const OF_THE_COMMAND_LINE = ['GRANTRY_SERVER', 'GRANTRY_TOKEN', 'GRANTRY_WORKSPACE', 'GRANTRY_CONFIG', 'GRANTRY_DEBUG']

describe('the reference of the configuration', () => {
  const known = Object.keys(variablesSchema.shape)
  let rows: Map<string, string>
  beforeAll(async () => {
    const page = await readFile(inRepository('docs/reference/configuration.md'), 'utf8')
    rows = new Map(
      [...page.matchAll(/^\| `([A-Z_]+)` \| (.*?) ?\| .+ \|$/gm)].map(([, name = '', value = '']) => [name, value]),
    )
  })

  it('explains every variable that the server reads, and no other', () => {
    expect([...rows.keys()].toSorted()).toEqual(known.toSorted())
  })

  it('has the defaults that the server has', () => {
    for (const [name, value] of Object.entries(variablesSchema.parse({})))
      expect(rows.get(name), name).toBe(`\`${value}\``)
  })

  it('has every variable that another page names', async () => {
    for (const { path, text } of await readPages()) {
      const named = [...text.matchAll(/\b(?:GRANTRY|STRIPE)(?:_[A-Z]+)+\b/g)].map(([name]) => name)
      const unknown = named.filter((name) => !known.includes(name) && !OF_THE_COMMAND_LINE.includes(name))
      expect(unknown, path).toEqual([])
    }
  })
})

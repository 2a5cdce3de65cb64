import { readFile } from 'node:fs/promises'
import { CATEGORIES, LIMITS, manifestJsonSchema, PERMISSION_IDS } from '@grantry/contract'
import { beforeAll, describe, expect, it } from 'vitest'
import { inRepository } from './documents.ts'

describe('the reference of the manifest', () => {
  let sections: Map<string, string>
  beforeAll(async () => {
    const page = await readFile(inRepository('docs/reference/manifest.md'), 'utf8')
    sections = new Map(page.split(/^## /m).map((text) => [text.slice(0, text.indexOf('\n')), text]))
  })

  /** What stands in backquotes in the first column of a section's table. */
  const firstColumn = (section: string): string[] =>
    [...(sections.get(section) ?? '').matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
    )

  it('explains every field, and says which are required', () => {
    const { $defs } = manifestJsonSchema() as { $defs: { Manifest: { properties: object; required: string[] } } }
    const { properties, required } = $defs.Manifest
    expect(firstColumn('Fields').toSorted()).toEqual(Object.keys(properties).toSorted())
    for (const field of required) expect(sections.get('Fields')).toContain(`| \`${field}\` | required |`)
    expect(sections.get('Fields')?.match(/\| required \|/g)).toHaveLength(required.length)
  })

  it('has the limits that the contract has', () => {
    const rows = Object.entries(LIMITS).map(
      ([name, limit]) => `| \`${name}\` | ${limit.default} | ${limit.max} | ${limit.unit} |`,
    )
    for (const row of rows) expect(sections.get('Limits')).toContain(row)
    expect(firstColumn('Limits')).toHaveLength(rows.length)
  })

  it('explains the scope of every permission, and names every shelf', () => {
    expect(firstColumn('Permissions').toSorted()).toEqual(PERMISSION_IDS.toSorted())
    for (const category of CATEGORIES) expect(sections.get('Fields')).toContain(`\`${category}\``)
  })
})

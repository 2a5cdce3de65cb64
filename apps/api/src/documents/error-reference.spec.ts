import { readFile, writeFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { inRepository } from './documents.ts'
import { renderErrorReference, ROOMS } from './error-reference.ts'
import { type Failure, findFailures } from './failures.ts'

const PAGE = inRepository('docs/reference/errors.md')

describe('the reference of error codes', () => {
  let failures: Failure[]
  beforeAll(async () => {
    failures = await findFailures()
  })

  it('has every failure of the sources, in a sentence', async () => {
    const page = renderErrorReference(failures)
    if (process.env['UPDATE_DOCS'] !== undefined) await writeFile(PAGE, page)
    expect(await readFile(PAGE, 'utf8')).toBe(page)
  })

  it('knows the room, the status and the words of each', () => {
    expect(failures.length).toBeGreaterThan(150)
    for (const { room, code, status, detail } of failures) {
      expect(Object.keys(ROOMS), code).toContain(room)
      expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/)
      expect(status, code).toBeGreaterThanOrEqual(400)
      expect(detail, code).toMatch(/(\p{L}{2,}.*){3}/u)
    }
  })

  it('has one status for a code', () => {
    const statuses = Map.groupBy(failures, ({ code }) => code)
    const several = [...statuses].filter(([, rows]) => new Set(rows.map(({ status }) => status)).size > 1)
    expect(several.map(([code]) => code).toSorted()).toEqual([])
  })
})

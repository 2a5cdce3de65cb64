import { describe, expect, it } from 'vitest'
import { type Asked, liesWithin } from './scope-comparison.ts'

const asks = (asked: Omit<Asked, 'extension'>): Asked => ({ extension: 'sample', ...asked })

describe('a scope lies within a request', () => {
  const paths = (...patterns: string[]) => ({ paths: patterns })

  it.each<[requested: string[], given: string[], within: boolean]>([
    [['/**'], ['/**'], true],
    [['/**'], ['/a', '/b/*', '/c/**'], true],
    [['/a/**'], ['/a/b/**'], true],
    [['/a/**'], ['/a/*'], true],
    [['/a/*'], ['/a/b'], true],
    [['/a/*', '/b/*'], ['/b/x'], true],
    [['/a/*'], ['/a/**'], false],
    [['/a/*'], ['/a/b/c'], false],
    [['/a/**'], ['/a'], false],
    [['/a/**'], ['/ab/**'], false],
    [['/a/**'], ['/**'], false],
    [['/a/**'], ['/a/**', '/b'], false],
    [['/a'], ['/A'], false],
  ])('%j ⊇ %j: %s', (requested, given, within) => {
    expect(liesWithin(asks({ id: 'entries.read', scope: paths(...requested) }), paths(...given))).toBe(within)
  })

  it('counts hosts and methods both', () => {
    const request = asks({ id: 'network', scope: { hosts: ['*.example.org'], methods: ['GET', 'POST'] } })
    const within = (hosts: string[], methods: 'GET'[]) => liesWithin(request, { hosts, methods })
    expect(within(['a.example.org'], ['GET'])).toBe(true)
    expect(within(['example.org'], ['GET'])).toBe(false)
    expect(within(['a.example.org:8443'], ['GET'])).toBe(false)
    expect(liesWithin(request, { hosts: ['a.example.org'], methods: ['DELETE'] })).toBe(false)
  })

  it('takes a smaller number for less', () => {
    const request = asks({ id: 'database', scope: { quotaMiB: 64 } })
    expect(liesWithin(request, { quotaMiB: 64 })).toBe(true)
    expect(liesWithin(request, { quotaMiB: 1 })).toBe(true)
    expect(liesWithin(request, { quotaMiB: 65 })).toBe(false)
  })

  it.each<[requested: string[] | undefined, given: string[] | undefined, within: boolean]>([
    [undefined, undefined, true],
    [undefined, ['sample:scan'], true],
    [undefined, ['sample:scan', 'other:scan'], false],
    [undefined, ['other:scan'], false],
    [['sample:scan'], undefined, false],
    [['sample:scan', 'other:scan'], ['other:scan'], true],
  ])('takes jobs that are not named for all of its own: %j ⊇ %j: %s', (requested, given, within) => {
    const jobs = (names?: string[]) => (names === undefined ? {} : { jobs: names })
    expect(liesWithin(asks({ id: 'jobs.run', scope: jobs(requested) }), jobs(given))).toBe(within)
  })
})

import { type Manifest, manifestSchema } from '@grantry/contract'
import { describe, expect, it } from 'vitest'
import { DomainError } from '../../kernel/domain-error.ts'
import { changesOf, type CheckedGrant, checkGrants, keepGrants, missingConsent, newConsent } from './consent.ts'

const NOW = new Date('2026-01-01T00:00:00Z')

function asking(...permissions: { id: string; scope?: object; optional?: boolean }[]): Manifest {
  return manifestSchema.parse({
    id: 'sample',
    name: 'Sample',
    version: '1.0.0',
    description: 'A sample',
    abi: 'js',
    entry: 'extension.js',
    permissions: permissions.map((permission) => ({ reason: 'To work', ...permission })),
  }) as Manifest
}

const reading = (...paths: string[]) => ({ id: 'entries.read', scope: { paths } })
const grantOf = (...paths: string[]): CheckedGrant => ({
  permission: 'entries.read',
  scope: { paths },
  expiresAt: null,
})
const codeOf = (work: () => unknown): string => {
  try {
    work()
    return 'accepted'
  } catch (error) {
    if (error instanceof DomainError) return error.code
    throw error
  }
}

function issuesOf(work: () => unknown): unknown {
  try {
    work()
    return []
  } catch (error) {
    if (error instanceof DomainError) return error.details.issues
    throw error
  }
}

describe('a grant', () => {
  it('without a scope gives the scope that was asked for', () => {
    expect(checkGrants(asking(reading('/notes/**')), [{ permission: 'entries.read' }], NOW)).toEqual([
      grantOf('/notes/**'),
    ])
  })

  it('for a time ends that much later', () => {
    const [grant] = checkGrants(asking(reading('/**')), [{ permission: 'entries.read', expiresInSeconds: 90 }], NOW)
    expect(grant?.expiresAt).toEqual(new Date('2026-01-01T00:01:30Z'))
  })

  it('may name the moment of its end', () => {
    const ending = (expiresAt: string) => () =>
      checkGrants(asking(reading('/**')), [{ permission: 'entries.read', expiresAt }], NOW)
    expect(ending('2026-03-01T12:00:00Z')()[0]?.expiresAt).toEqual(new Date('2026-03-01T12:00:00Z'))
    expect(codeOf(ending('2026-01-01T00:00:00Z'))).toBe('grant_end_invalid')
    expect(codeOf(ending('2027-01-01T00:00:01Z'))).toBe('grant_end_invalid')
  })

  it('that reaches too far says which part of it does', () => {
    const request = { id: 'network', scope: { hosts: ['*.example.org', 'example.com'], methods: ['GET'] } }
    const scope = { hosts: ['example.com', 'example.net', 'a.example.org', 'org.example'], methods: ['GET', 'PUT'] }
    expect(issuesOf(() => checkGrants(asking(request), [{ permission: 'network', scope }], NOW))).toEqual([
      { path: '$.grants[0].scope.hosts[1]', message: 'example.net reaches beyond what it asks for' },
      { path: '$.grants[0].scope.hosts[3]', message: 'org.example reaches beyond what it asks for' },
      { path: '$.grants[0].scope.methods[1]', message: 'PUT reaches beyond what it asks for' },
    ])
  })

  it('that is none says where', () => {
    const grants = [{ permission: 'entries.read' as const, scope: { paths: ['/notes/**', 'mail'] } }]
    expect(issuesOf(() => checkGrants(asking(reading('/**')), grants, NOW))).toMatchObject([
      { path: '$.grants[0].scope.paths[1]' },
    ])
  })

  it.each<[string, object[], string]>([
    ['something else', [{ permission: 'entries.write' }], 'grant_not_requested'],
    ['the same twice', [{ permission: 'entries.read' }, { permission: 'entries.read' }], 'grant_duplicate'],
    ['a scope that is none', [{ permission: 'entries.read', scope: { paths: ['notes'] } }], 'grant_scope_invalid'],
    ['more', [{ permission: 'entries.read', scope: { paths: ['/**'] } }], 'grant_exceeds_request'],
  ])('of %s is refused', (_, grants, code) => {
    expect(codeOf(() => checkGrants(asking(reading('/notes/**')), grants as never, NOW))).toBe(code)
  })
})

it('misses required permissions alone', () => {
  const manifest = asking(reading('/**'), { id: 'database' }, { id: 'ai.ocr', optional: true })
  expect(missingConsent(manifest, [])).toEqual(['entries.read', 'database'])
  expect(missingConsent(manifest, ['database', 'entries.read'])).toEqual([])
})

describe('a change of grants', () => {
  const LATER = new Date('2026-01-02T00:00:00Z')
  const BEFORE = new Date('2025-12-31T00:00:00Z')
  const quota: CheckedGrant = { permission: 'database', scope: { quotaMiB: 64 }, expiresAt: null }
  const present = (id: string, grant: CheckedGrant) => ({ ...grant, id })
  const until = (grant: CheckedGrant, expiresAt: Date) => ({ ...grant, expiresAt })

  it('leaves alone what is wanted as it stands', () => {
    const stands = [present('a', until(grantOf('/a/**'), LATER)), present('b', quota)]
    const wanted = [until(grantOf('/a/**'), new Date(LATER)), quota]
    expect(changesOf(stands, wanted, NOW)).toEqual({ give: [], revoke: [] })
  })

  it.each([
    ['scope', grantOf('/a/b')],
    ['end', until(grantOf('/a/**'), LATER)],
  ])('gives anew what has another %s', (_, wanted) => {
    const stands = [present('a', grantOf('/a/**')), present('b', quota)]
    expect(changesOf(stands, [wanted, quota], NOW)).toEqual({ give: [wanted], revoke: ['a'] })
  })

  it('revokes what is left out', () => {
    expect(changesOf([present('a', grantOf('/a/**')), present('b', quota)], [quota], NOW).revoke).toEqual(['a'])
  })

  it('leaves what is over to say so, until it is given anew', () => {
    const over = present('a', until(grantOf('/a/**'), BEFORE))
    expect(changesOf([over], [], NOW)).toEqual({ give: [], revoke: [] })
    expect(changesOf([over], [grantOf('/a/**')], NOW)).toEqual({ give: [grantOf('/a/**')], revoke: ['a'] })
  })
})

describe('another version', () => {
  /** What comes of an update from one manifest to another under a grant, without asking anybody. */
  function update(before: Manifest, after: Manifest, ...grants: CheckedGrant[]) {
    const kept = keepGrants(after, grants)
    return { kept, asks: newConsent(before, after, kept) }
  }

  it('that asks for the same needs no consent and changes no grant', () => {
    const same = asking(reading('/a/**'))
    expect(update(same, same, grantOf('/a/**'))).toEqual({ kept: [grantOf('/a/**')], asks: [] })
    expect(update(same, same, grantOf('/a/b'))).toEqual({ kept: [grantOf('/a/b')], asks: [] })
  })

  it('that asks for less takes the rest away', () => {
    const before = asking(reading('/a/**', '/b/**'), { id: 'database' })
    const quota: CheckedGrant = { permission: 'database', scope: { quotaMiB: 64 }, expiresAt: null }
    expect(update(before, asking(reading('/a/x/**')), grantOf('/a/**', '/b/**'), quota)).toEqual({
      kept: [grantOf('/a/x/**')],
      asks: [],
    })
  })

  it('that asks for one thing more needs consent to that', () => {
    const after = asking(reading('/a/**'), { id: 'entries.write' })
    expect(update(asking(reading('/a/**')), after, grantOf('/a/**')).asks).toEqual(['entries.write'])
  })

  it('that asks more widely needs consent, and gets none of it by itself', () => {
    expect(update(asking(reading('/a/**')), asking(reading('/**')), grantOf('/a/**'))).toEqual({
      kept: [grantOf('/a/**')],
      asks: ['entries.read'],
    })
  })

  it('may ask for what is optional without waiting for it', () => {
    const before = asking(reading('/a/**'))
    const after = asking(reading('/a/**'), { id: 'entries.write', optional: true })
    expect(update(before, after, grantOf('/a/**'))).toEqual({ kept: [grantOf('/a/**')], asks: [] })
  })

  it('that requires what was optional waits for it, unless it was granted', () => {
    const before = asking({ ...reading('/a/**'), optional: true })
    const after = asking(reading('/a/**'))
    expect(update(before, after).asks).toEqual(['entries.read'])
    expect(update(before, after, grantOf('/a/**')).asks).toEqual([])
  })

  it('keeps nothing where what was granted and what is asked for have nothing in common', () => {
    expect(update(asking(reading('/a/**')), asking(reading('/b/**')), grantOf('/a/**'))).toEqual({
      kept: [],
      asks: ['entries.read'],
    })
  })

  it('keeps the end of a grant', () => {
    const same = asking(reading('/a/**'))
    const grant = { ...grantOf('/a/**'), expiresAt: NOW }
    expect(update(same, same, grant).kept).toEqual([grant])
  })

  it('keeps a grant whose scope leaves out what it means by itself', () => {
    const jobs = asking({ id: 'jobs.run' })
    const grant: CheckedGrant = { permission: 'jobs.run', scope: {}, expiresAt: null }
    expect(update(jobs, jobs, grant)).toEqual({ kept: [grant], asks: [] })
  })
})

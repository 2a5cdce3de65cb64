import { permissionIdSchema, SCOPES, type PermissionId, type ScopedPermission } from '@grantry/contract'
import { describe, expect, it } from 'vitest'
import { authorize, effectiveRights, endedGrants, type AccessRequest, type Grant, type RightsSources } from './gate.ts'
import { modelAllows, modelEnded, MOMENTS, randomSituation } from '../../fixtures/gate-model.ts'

const NOW = new Date('2026-11-21T12:00:00Z')
const LATER = new Date('2026-11-21T12:00:01Z')

const files = (...paths: string[]): ScopedPermission => ({ id: 'entries.read', scope: { paths } })
const grant = (permission: ScopedPermission, rest: Partial<Pick<Grant, 'effect' | 'expiresAt'>> = {}): Grant => ({
  ...permission,
  effect: 'allow',
  expiresAt: null,
  ...rest,
})

/** Rights of an install whose manifest, review and one grant say the same, unless a test says otherwise. */
function rightsTo(permission: ScopedPermission, sources: Partial<RightsSources> = {}) {
  const agreed = { extension: 'finance', requested: [permission], reviewed: [permission], grants: [grant(permission)] }
  return effectiveRights({ ...agreed, now: NOW, ...sources })
}

const reads = (path: string): AccessRequest => ({ permission: 'entries.read', target: { path } })
const DENIED = { allowed: false, code: 'permission_denied' }

describe('the gate', () => {
  it('allows what manifest, review and grant agree on, and names the right', () => {
    const decision = authorize(rightsTo(files('/receipts/**')), reads('/receipts/2026/a.pdf'))
    expect(decision).toMatchObject({ allowed: true, right: { id: 'entries.read' } })
  })

  it.each([
    ['the manifest does not request', { requested: [] }],
    ['the review did not approve', { reviewed: [] }],
    ['nobody granted', { grants: [] }],
  ])('denies what %s', (_, sources) => {
    expect(authorize(rightsTo(files('/**'), sources), reads('/a'))).toMatchObject(DENIED)
  })

  it('is as narrow as the narrowest of the three', () => {
    const rights = effectiveRights({
      extension: 'finance',
      requested: [files('/**')],
      reviewed: [files('/receipts/**', '/mail/*')],
      grants: [grant(files('/receipts/*', '/mail/**'))],
      now: NOW,
    })
    expect(rights.get('entries.read')?.allowed).toEqual([{ paths: ['/receipts/*', '/mail/*'] }])
  })

  it('denies a permission that nobody has heard of', () => {
    const request = { permission: 'files.delete', target: {} } as unknown as AccessRequest
    expect(authorize(rightsTo(files('/**')), request)).toMatchObject(DENIED)
  })

  it.each(['__proto__', 'constructor', 'toString'])('knows no permission %s', (permission) => {
    const request = { permission, target: {} } as unknown as AccessRequest
    expect(authorize(rightsTo(files('/**')), request)).toMatchObject(DENIED)
  })

  it('lets a denial win over every grant', () => {
    const grants = [grant(files('/**')), grant(files('/private/**'), { effect: 'deny' }), grant(files('/private/a'))]
    const rights = rightsTo(files('/**'), { grants })
    expect(authorize(rights, reads('/public/a'))).toMatchObject({ allowed: true })
    expect(authorize(rights, reads('/private/a'))).toMatchObject(DENIED)
  })

  it('ends a grant at its time, to the moment', () => {
    const sources = (now: Date) => ({ grants: [grant(files('/**'), { expiresAt: LATER })], now })
    expect(authorize(rightsTo(files('/**'), sources(NOW)), reads('/a'))).toMatchObject({ allowed: true })
    expect(authorize(rightsTo(files('/**'), sources(LATER)), reads('/a'))).toMatchObject(DENIED)
  })

  it('errs towards denial when a date cannot be read', () => {
    const never = new Date('no date')
    const allow = [grant(files('/**'), { expiresAt: never })]
    const deny = [grant(files('/**')), grant(files('/**'), { effect: 'deny', expiresAt: never })]
    expect(authorize(rightsTo(files('/**'), { grants: allow }), reads('/a'))).toMatchObject(DENIED)
    expect(authorize(rightsTo(files('/**'), { grants: deny }), reads('/a'))).toMatchObject(DENIED)
  })
})

describe('a path', () => {
  it.each([
    ['/a', '/a'],
    ['/a/*', '/a/b'],
    ['/a/**', '/a/b'],
    ['/a/**', '/a/b/c/d'],
    ['/**', '/ä b/ё'],
  ])('%s covers %s', (pattern, path) => {
    expect(authorize(rightsTo(files(pattern)), reads(path))).toMatchObject({ allowed: true })
  })

  it.each([
    ['/a', '/a/b'],
    ['/a', '/A'],
    ['/a/*', '/a'],
    ['/a/*', '/a/'],
    ['/a/*', '/a/b/c'],
    ['/a/**', '/a'],
    ['/a/**', '/ab/c'],
    ['/a/**', '/a/../b'],
    ['/a/**', '/a/./b'],
    ['/a/**', '/a//b'],
    ['/a/**', 'a/b'],
    ['/a/**', '//a/b'],
    ['/a/**', '/a/b\u0000'],
    ['/a/**', '/a/b\nc'],
    ['/a/**', '/a/b\\..\\c'],
    ['/a/**', '/a/cafe\u0301'],
    ['/a/**', ''],
    ['/**', '/'],
  ])('%s does not cover %j', (pattern, path) => {
    expect(authorize(rightsTo(files(pattern)), reads(path))).toMatchObject(DENIED)
  })
})

describe('a host', () => {
  const network = (...hosts: string[]): ScopedPermission => ({ id: 'network', scope: { hosts, methods: ['GET'] } })
  const fetches = (host: string, method = 'GET'): AccessRequest => ({ permission: 'network', target: { host, method } })

  it.each([
    ['api.example.org', 'api.example.org'],
    ['*.example.org', 'a.b.example.org'],
    ['api.example.org:8443', 'api.example.org:8443'],
  ])('%s covers %s', (pattern, host) => {
    expect(authorize(rightsTo(network(pattern)), fetches(host))).toMatchObject({ allowed: true })
  })

  it.each([
    ['api.example.org', 'api.example.org.'],
    ['api.example.org', 'API.example.org'],
    ['api.example.org', 'api.example.org:8443'],
    ['api.example.org:8443', 'api.example.org'],
    ['*.example.org', 'example.org'],
    ['*.example.org', '.example.org'],
    ['*.example.org', 'evilexample.org'],
    ['*.example.org', '*.example.org'],
    ['*.example.org', 'evil.org\u0000.example.org'],
    ['*.example.org', 'evil.org/.example.org'],
    ['*.example.org', 'user@evil.org#.example.org'],
    ['*.example.org', 'а.example.org'],
  ])('%s does not cover %j', (pattern, host) => {
    expect(authorize(rightsTo(network(pattern)), fetches(host))).toMatchObject(DENIED)
  })

  it('is reached with the granted methods alone', () => {
    expect(authorize(rightsTo(network('api.example.org')), fetches('api.example.org', 'POST'))).toMatchObject(DENIED)
    expect(authorize(rightsTo(network('api.example.org')), fetches('api.example.org', 'get'))).toMatchObject(DENIED)
  })
})

describe('an operation or job', () => {
  const calls = (operation: string): AccessRequest => ({ permission: 'extensions.call', target: { operation } })
  const operations = (...names: string[]): ScopedPermission => ({ id: 'extensions.call', scope: { operations: names } })

  it('is covered by its full name and by its extension', () => {
    const balance = 'query:bank:balance.v1'
    expect(authorize(rightsTo(operations(balance)), calls(balance))).toMatchObject({ allowed: true })
    expect(authorize(rightsTo(operations('bank:*')), calls(balance))).toMatchObject({ allowed: true })
  })

  it.each(['query:bank:balance.v1', 'query:banking:balance.v1', 'query:entries.get.v1', 'ba:*', 'bank', 'ba::x', ''])(
    '%j is not covered by ba:*',
    (name) => {
      expect(authorize(rightsTo(operations('ba:*')), calls(name))).toMatchObject(DENIED)
    },
  )

  const runs = (job: string): AccessRequest => ({ permission: 'jobs.run', target: { job } })

  it("without a list means the extension's own jobs, whatever a grant lists", () => {
    const own: ScopedPermission = { id: 'jobs.run', scope: {} }
    expect(authorize(rightsTo(own), runs('finance:scan'))).toMatchObject({ allowed: true })
    expect(authorize(rightsTo(own), runs('bank:scan'))).toMatchObject(DENIED)
    const wider = [grant({ id: 'jobs.run', scope: { jobs: ['bank:scan', 'finance:scan'] } })]
    expect(authorize(rightsTo(own, { grants: wider }), runs('finance:scan'))).toMatchObject({ allowed: true })
    expect(authorize(rightsTo(own, { grants: wider }), runs('bank:scan'))).toMatchObject(DENIED)
  })
})

describe('a right', () => {
  it('to a database carries the smallest quota', () => {
    const quota = (quotaMiB: number): ScopedPermission => ({ id: 'database', scope: { quotaMiB } })
    const rights = rightsTo(quota(512), { reviewed: [quota(64)], grants: [grant(quota(128))] })
    expect(rights.get('database')?.allowed).toEqual([{ quotaMiB: 64 }])
  })

  it('exists for every permission of the contract', () => {
    const scopes: Record<PermissionId, unknown> = {
      'entries.read': {},
      'entries.write': {},
      'credentials.read': { names: ['mail'] },
      'credentials.write': { names: ['mail'] },
      network: { hosts: ['api.example.org'] },
      database: {},
      'ai.ocr': {},
      'ai.classify': {},
      'jobs.run': {},
      'jobs.schedule': {},
      'extensions.call': { operations: ['bank:*'] },
      users: {},
    }
    for (const id of permissionIdSchema.options) {
      const permission = { id, scope: SCOPES[id].parse(scopes[id]) } as ScopedPermission
      expect([...rightsTo(permission).keys()]).toEqual([id])
    }
  })
})

describe('the gate and its model', () => {
  it('agree on 200,000 random situations, of which many are allowed and many denied', () => {
    const random = seededRandom(20_261_121)
    const seen = { allowed: 0, denied: 0 }
    for (let round = 0; round < 200_000; round += 1) {
      const { sources, request } = randomSituation(random)
      const { allowed } = authorize(effectiveRights(sources), request)
      if (allowed !== modelAllows(sources, request)) expect.fail(JSON.stringify({ sources, request, allowed }))
      seen[allowed ? 'allowed' : 'denied'] += 1
    }
    expect(seen.allowed).toBeGreaterThan(10_000)
    expect(seen.denied).toBeGreaterThan(10_000)
  })
})

describe('time', () => {
  it('passes for the gate as for its model, and of itself gives nothing back', () => {
    const random = seededRandom(20_261_122)
    const seen = { ends: 0, stays: 0 }
    for (let round = 0; round < 20_000; round += 1) {
      const { sources, request } = randomSituation(random)
      const grants = sources.grants.filter(({ effect }) => effect === 'allow')
      const allowed = MOMENTS.map((now) => {
        const moment = { ...sources, grants, now }
        const decision = authorize(effectiveRights(moment), request).allowed
        const ended = endedGrants(moment).get(request.permission) ?? null
        if (
          decision !== modelAllows(moment, request) ||
          ended?.getTime() !== modelEnded(moment, request.permission)?.getTime()
        )
          expect.fail(JSON.stringify({ moment, request, decision, ended }))
        if (decision && ended !== null) expect.fail(`allowed, and over: ${JSON.stringify({ moment, request })}`)
        return decision
      })
      if (!allowed[0]) continue
      const over = allowed.indexOf(false)
      if (over !== -1) expect(allowed.slice(over)).not.toContain(true)
      seen[over === -1 ? 'stays' : 'ends'] += 1
    }
    expect(Math.min(seen.ends, seen.stays)).toBeGreaterThan(500)
  })

  it('is said of the grant that ended last, and of none while another lasts', () => {
    const ended = (...dates: (Date | null)[]) =>
      endedGrants({ grants: dates.map((expiresAt) => grant(files('/**'), { expiresAt })), now: LATER }).get(
        'entries.read',
      )
    expect(ended(NOW, LATER, NOW)).toEqual(LATER)
    expect(ended(NOW, null)).toBeUndefined()
    expect(ended(new Date('no date'))).toBeUndefined()
  })

  it('is not said of a denial', () => {
    const grants = [grant(files('/**'), { effect: 'deny', expiresAt: NOW })]
    expect(endedGrants({ grants, now: LATER }).size).toBe(0)
  })
})

/** The same sequence on every run, from 0 up to but not including 1 (a linear congruential generator). */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

import { describe, expect, it } from 'vitest'
import { extensionDetail, page } from '../../../test/fake-answers.ts'
import { json, startFakeServer, type Routes } from '../../../test/fake-server.ts'
import { runGrantry } from '../../../test/run-grantry.ts'

const RATING = {
  id: '01919191-0000-7000-8000-000000000001',
  extension: 'wordstats',
  author: 'Ada',
  stars: 4,
  text: 'Good.',
  version: '1.0.0',
  createdAt: '2026-01-02T03:04:05.000Z',
  editedAt: null,
  reply: null,
  hidden: null,
}
const ROUTES: Routes = {
  'GET /v1/extensions': () => ({ body: page([extensionDetail()]) }),
  'GET /v1/extensions/wordstats': () => ({ body: extensionDetail() }),
  'PUT /v1/extensions/wordstats/ratings/own': () => ({ body: RATING }),
  'DELETE /v1/extensions/wordstats/ratings/own': () => ({ status: 204 }),
}

async function start() {
  const server = await startFakeServer(ROUTES)
  const run = (env: Record<string, string>, ...args: string[]) =>
    runGrantry(args, { env: { GRANTRY_SERVER: server.url, ...env } })
  return { server, run, signedIn: { GRANTRY_TOKEN: 't' } }
}

describe('grantry search', () => {
  it('finds without an account, with every filter of the store', async () => {
    const { server, run } = await start()
    const args = ['word', 'count', '--verified', '--risk', 'low', '--abi', 'js', '--price', 'free', '--sort', 'rating']
    const { code, stdout } = await run({}, 'search', ...args)
    expect(code).toBe(0)
    expect(stdout).toMatch(/wordstats +1\.0\.0 +Acme .* 4\.5 \(2\)/)
    const asked = new URLSearchParams(server.requests[0]?.query)
    expect(Object.fromEntries(asked)).toEqual({
      q: 'word count',
      publishers: 'verified',
      risk: 'low',
      abi: 'js',
      price: 'free',
      sort: 'rating',
      limit: '20',
    })
  })

  it('refuses an order that there is not', async () => {
    const { run } = await start()
    expect(await run({}, 'search', '--sort', 'luck')).toMatchObject({ code: 2 })
  })
})

describe('grantry info', () => {
  it('shows what an extension asks for, and why', async () => {
    const { run } = await start()
    const { stdout } = await run({}, 'info', 'wordstats')
    expect(stdout).toContain('It asks for')
    expect(stdout).toMatch(/Rating +4\.5 \(2\)/)
    expect(JSON.parse((await run({}, 'info', 'wordstats', '--json')).stdout).id).toBe('wordstats')
  })
})

describe('grantry rate', () => {
  it('writes, and takes back', async () => {
    const { server, run, signedIn } = await start()
    const rated = await run(signedIn, 'rate', 'wordstats', '4', '--text', 'Good.')
    expect(rated).toMatchObject({ code: 0, stdout: 'You gave wordstats 4 of 5 stars\n' })
    expect(json(server.requests[0]!)).toEqual({ stars: 4, text: 'Good.' })
    expect(await run(signedIn, 'rate', 'wordstats', '--delete')).toMatchObject({ code: 0 })
  })

  it.each([['6'], ['4.5'], []])('refuses %j for stars', async (...stars) => {
    const { run, signedIn } = await start()
    expect(await run(signedIn, 'rate', 'wordstats', ...stars)).toMatchObject({ code: 2 })
  })
})

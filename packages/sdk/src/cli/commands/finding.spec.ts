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
  'GET /v1/extensions/wordstats/ratings': () => ({
    body: { ...page([RATING]), summary: { average: 4, count: 1, histogram: [0, 0, 0, 1, 0] } },
  }),
  [`PUT /v1/publishers/acme/ratings/${RATING.id}/reply`]: () => ({
    body: { ...RATING, reply: { text: 'Thank you.', at: RATING.createdAt } },
  }),
  [`DELETE /v1/publishers/acme/ratings/${RATING.id}/reply`]: () => ({ status: 204 }),
}

async function start(routes: Routes = ROUTES) {
  const server = await startFakeServer(routes)
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

describe('grantry search and ratings', () => {
  it.each([
    ['search', 'all'],
    ['search', '0'],
    ['ratings', 'all'],
    ['ratings', '1.5'],
  ])('refuse a limit that is no amount: %s --limit %s', async (command, limit) => {
    const { run, server } = await start()
    const args = command === 'ratings' ? [command, 'wordstats'] : [command]
    expect(await run({}, ...args, '--limit', limit)).toMatchObject({ code: 2, stdout: '' })
    expect(server.requests).toEqual([])
  })

  it('goes on to further pages until there are as many as asked for', async () => {
    const search = ({ query }: { query: URLSearchParams }) => ({
      body: { ...page([extensionDetail()]), nextCursor: query.has('cursor') ? null : 'more' },
    })
    const { run } = await start({ ...ROUTES, 'GET /v1/extensions': search })
    expect(JSON.parse((await run({}, 'search', '--limit', '500', '--json')).stdout)).toHaveLength(2)
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

  it.each([
    [RATING, 'Good.'],
    [null, ''],
  ])('keeps what was said before, if anything was, when it is given stars alone', async (rating, text) => {
    const own = { 'GET /v1/extensions/wordstats/ratings/own': () => ({ body: { rating, mayRate: true, why: null } }) }
    const { server, run, signedIn } = await start({ ...ROUTES, ...own })
    expect(await run(signedIn, 'rate', 'wordstats', '5')).toMatchObject({ code: 0 })
    expect(json(server.requests.at(-1)!)).toEqual({ stars: 5, text })
    await run(signedIn, 'rate', 'wordstats', '5', '--text', '')
    expect(json(server.requests.at(-1)!)).toEqual({ stars: 5, text: '' })
  })

  it.each([['6'], ['4.5'], []])('refuses %j for stars', async (...stars) => {
    const { run, signedIn } = await start()
    expect(await run(signedIn, 'rate', 'wordstats', ...stars)).toMatchObject({ code: 2 })
  })
})

describe('grantry ratings', () => {
  it('prints what people say, with the id that an answer needs', async () => {
    const { server, run } = await start()
    const args = ['--unanswered', '--stars', '4', '--of-version', '1.0.0', '--sort', 'lowest']
    const { code, stdout } = await run({}, 'ratings', 'wordstats', ...args)
    expect(code).toBe(0)
    expect(stdout).toContain('★★★★☆  Ada, 2026-01-02 03:04:05, version 1.0.0')
    expect(stdout).toContain(RATING.id)
    const asked = Object.fromEntries(new URLSearchParams(server.requests[0]?.query))
    expect(asked).toMatchObject({ stars: '4', version: '1.0.0', replies: 'missing', sort: 'lowest' })
  })

  it('refuses stars that there are not', async () => {
    const { run } = await start()
    expect(await run({}, 'ratings', 'wordstats', '--stars', '6')).toMatchObject({ code: 2 })
  })
})

describe('grantry reply', () => {
  it('answers for a publisher, and withdraws', async () => {
    const { server, run, signedIn } = await start()
    const answered = await run(signedIn, 'reply', RATING.id, 'Thank you.', '--publisher', 'acme')
    expect(answered).toMatchObject({ code: 0, stdout: 'Ada is answered\n' })
    expect(JSON.parse(String(server.requests[0]?.body))).toEqual({ text: 'Thank you.' })
    const withdrawn = await run(signedIn, 'reply', RATING.id, '--withdraw', '--publisher', 'acme')
    expect(withdrawn.stdout).toBe('The answer is withdrawn\n')
  })

  it('asks for the answer when there is none', async () => {
    const { run, signedIn } = await start()
    expect(await run(signedIn, 'reply', RATING.id, '--publisher', 'acme')).toMatchObject({ code: 2 })
  })
})

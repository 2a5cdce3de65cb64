import { mkdtemp } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { faultsAtRest } from '../test/at-rest.ts'
import { BuiltServer, buildServer, freePort, untilGone } from '../test/built-server.ts'
import { discard, isRunning, killPostmaster } from '../test/cluster-on-disk.ts'
import { dice } from '../test/dice.ts'
import { type Deed, DEEDS, House } from '../test/house.ts'
import { freshName } from '../test/stories.ts'

let program: string
let place: { dataDir: string; port: number }
let server: BuiltServer
let house: House
/** How long each deed takes when nothing goes wrong. */
const calmMs = new Map<Deed, number>()

beforeAll(async () => {
  program = await buildServer()
  place = { dataDir: await mkdtemp(join(tmpdir(), 'grantry-crash-')), port: await freePort() }
  server = await BuiltServer.start(program, place)
  house = await House.open(server.url)
  for (const round of ['cold', 'calm']) {
    const extension = freshName(round)
    for (const deed of DEEDS) {
      const startedAt = performance.now()
      await house.finish(deed, extension)
      calmMs.set(deed, performance.now() - startedAt)
    }
  }
})
afterAll(async () => {
  await server.stop('SIGKILL')
  await discard(place.dataDir)
})

/** Points in the middle of deeds: each deed in turn, broken off after a part of the time that it takes. */
function points(seed: number, count: number): { deed: Deed; part: number }[] {
  const roll = dice(seed)
  return Array.from({ length: count }, (_, index) => ({
    deed: DEEDS[index % DEEDS.length] ?? 'publish',
    part: Math.round(roll() * 100) / 100,
  }))
}

const untilReady = async () => {
  for (;;) {
    const answer = await fetch(`${server.url}/readyz`).catch(() => null)
    if (answer?.status === 200) return
    await delay(50)
  }
}

/** Begins a deed beside a stream of writes, and strikes in the middle of it. */
async function strike({ deed, part }: { deed: Deed; part: number }, blow: () => Promise<unknown>): Promise<string> {
  const extension = freshName(deed)
  await house.prepare(deed, extension)
  const over = new AbortController()
  const writing = house.write(over.signal)
  const attempt = house.attempt(deed, extension)
  await delay((calmMs.get(deed) ?? 0) * part)
  await blow()
  over.abort()
  await Promise.all([attempt, writing])
  return extension
}

async function expectWhole(): Promise<void> {
  expect(await house.missing()).toEqual([])
  expect(await faultsAtRest(place.dataDir)).toEqual([])
}

describe('the server, killed', () => {
  it.each(points(1, 12))('in the middle of $deed (at $part of it) has kept its word when it is back', async (point) => {
    let children: number[] = []
    const extension = await strike(point, () => {
      children = server.children()
      return server.stop('SIGKILL')
    })
    server = await BuiltServer.start(program, place)
    await untilReady()
    await untilGone(children)
    await expectWhole()
    // What was broken off can be done again, or was done.
    await house.finish(point.deed, extension)
  })
})

describe('its PostgreSQL, killed', () => {
  it.each(points(2, 4))(
    'in the middle of $deed (at $part of it) comes back by itself, and nothing is lost',
    async (point) => {
      const extension = await strike(point, () => killPostmaster(place.dataDir))
      await untilReady()
      await house.finish(point.deed, extension)
      await expectWhole()
    },
  )
})

describe('a second server', () => {
  it('on the same data directory is refused with a sentence, and the first one goes on', async () => {
    const second = BuiltServer.start(program, { ...place, port: await freePort() })
    await expect(second).rejects.toThrow(
      new RegExp(
        `ended with 1: \\s*Another Grantry server \\(process ${server.pid}\\) is using the data directory .*GRANTRY_DATA_DIR`,
      ),
    )
    await untilReady()
    await expectWhole()
  })
})

describe('the server, asked to stop', () => {
  it('lets calls in flight end, ends by itself and leaves no process behind', async () => {
    const extension = freshName('running')
    await house.prepare('install', extension)
    await house.finish('install', extension)
    const calls = Array.from({ length: 20 }, () => house.call(`${extension}:linger`, { ms: 2_000 }))
    await expect.poll(() => house.callsUnderWay(), { timeout: 30_000 }).toBe(calls.length)
    const children = server.children()
    const stopped = server.stop('SIGTERM')
    for (const { status, body } of await Promise.all(calls)) expect([status, body]).toEqual([200, extension])
    expect(await stopped).toMatchObject({ code: 0, signal: null, stderr: '' })
    expect(await isRunning(place.dataDir)).toBe(false)
    await untilGone(children)
    server = await BuiltServer.start(program, place)
    await expectWhole()
  })

  it('does not wait for whoever never finishes asking', async () => {
    const { hostname, port } = new URL(server.url)
    const socket = connect(Number(port), hostname)
    socket.on('error', () => {})
    socket.write(
      `POST /v1/auth/sign-in HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`,
    )
    await fetch(`${server.url}/healthz`)
    expect(await server.stop('SIGTERM')).toMatchObject({ code: 0 })
    server = await BuiltServer.start(program, place)
    await untilReady()
  })
})

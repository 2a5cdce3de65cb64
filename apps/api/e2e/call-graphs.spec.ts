import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pick, randomFrom, replayWith, SEED } from '../test/random.ts'
import { innermost, mayCall, Relays, through } from '../test/relays.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { freshName } from '../test/stories.ts'

const FOLDERS = ['/a', '/b', '/c'] as const
const WORLDS = 6
const WALKS = 12

/** Who may call whom and read what. */
interface World {
  calls: Map<string, string[]>
  reads: Map<string, string[]>
}

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

describe('four extensions with random grants', () => {
  it('do along every walk what all on the way may, and nothing else', { timeout: 180_000 }, async () => {
    const random = randomFrom(SEED)
    const relays = await Relays.open(server)
    const ids = [1, 2, 3, 4].map(() => freshName('walker'))
    const permissions = [mayCall(...ids.map((id) => `${id}:*`)), { id: 'entries.read', scope: { paths: ['/**'] } }]
    for (const id of ids) await relays.add(id, { permissions })
    for (const folder of FOLDERS)
      await relays.call('action:entries.create.input.v1', { path: `${folder}/x`, text: folder })
    const seen: Record<string, number> = {}
    for (let round = 0; round < WORLDS; round += 1) {
      const world = await grantAtRandom(relays, ids, random)
      for (let walk = 0; walk < WALKS; walk += 1) {
        const path = Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(random, ids))
        const folder = pick(random, FOLDERS)
        const read = { call: 'query:entries.get.v1', input: { path: `${folder}/x` } }
        const answer = innermost(await relays.ask(`${path[0]}:go`, through(path, read)))
        const outcome: string = answer.code ?? answer.reply.entry.path
        expect(outcome, `${replayWith()}, ${path.join(' → ')} reads ${folder}`).toBe(expected(world, path, folder))
        seen[answer.code ?? 'read'] = (seen[answer.code ?? 'read'] ?? 0) + 1
      }
    }
    expect(Object.keys(seen).toSorted()).toEqual(['call_cycle', 'permission_denied', 'read'])
  })
})

async function grantAtRandom(relays: Relays, ids: readonly string[], random: () => number): Promise<World> {
  const world: World = { calls: new Map(), reads: new Map() }
  for (const id of ids) {
    const calls = ids.filter(() => random() < 0.75)
    const reads = FOLDERS.filter(() => random() < 0.75)
    world.calls.set(id, calls)
    world.reads.set(id, reads)
    await relays.grant(id, [
      ...(calls.length === 0
        ? []
        : [{ permission: 'extensions.call', scope: { operations: calls.map((to) => `query:${to}:go.v1`) } }]),
      ...(reads.length === 0
        ? []
        : [{ permission: 'entries.read', scope: { paths: reads.map((folder) => `${folder}/*`) } }]),
    ])
  }
  return world
}

function expected({ calls, reads }: World, path: readonly string[], folder: string): string {
  for (let step = 1; step < path.length; step += 1) {
    const [chain, to] = [path.slice(0, step), path[step]!]
    if (!chain.every((from) => calls.get(from)!.includes(to))) return 'permission_denied'
    if (chain.includes(to)) return 'call_cycle'
  }
  return path.every((id) => reads.get(id)!.includes(folder)) ? `${folder}/x` : 'permission_denied'
}

import { type ScopedPermission, workspaceIdSchema } from '@grantry/contract'
import { authorize, commonRights, effectiveRights, type Rights } from '@grantry/runtime'
import { describe, expect, it } from 'vitest'
import { randomFrom, replayWith, SEED } from '../../../test/random.ts'
import { DomainError } from '../../kernel/domain-error.ts'
import { requireEnd } from './calls-between.service.ts'
import { covers, type Frame } from './chain-gate.ts'
import { beginChain, chainOf, continueChain, type Invocation } from './invocation.ts'

const EXTENSIONS = [0, 1, 2, 3] as const
const FOLDERS = ['/a', '/b', '/c'] as const

/** Who may call whom and read what, as a person granted it. */
interface World {
  /** `calls[from][to]` */
  calls: boolean[][]
  /** `reads[extension][folder]` */
  reads: boolean[][]
}

const nameOf = (extension: number) => `extension-${extension}`
const operationOf = (extension: number) => `query:${nameOf(extension)}:go.v1`

/** Every directed graph of four extensions: one bit for each of the twelve edges. */
const GRAPHS = 2 ** 12
function worldOf(graph: number, random: () => number): World {
  let bit = 0
  const edge = (from: number, to: number) => from !== to && (graph & (1 << bit++)) !== 0
  return {
    calls: EXTENSIONS.map((from) => EXTENSIONS.map((to) => edge(from, to))),
    reads: EXTENSIONS.map(() => FOLDERS.map(() => random() < 0.7)),
  }
}

function rightsOf({ calls, reads }: World, extension: number): Rights {
  const operations = EXTENSIONS.filter((to) => calls[extension]![to]).map(operationOf)
  const paths = FOLDERS.filter((_, folder) => reads[extension]![folder]).map((folder) => `${folder}/**`)
  const granted: ScopedPermission[] = [
    ...(operations.length > 0 ? [{ id: 'extensions.call' as const, scope: { operations } }] : []),
    ...(paths.length > 0 ? [{ id: 'entries.read' as const, scope: { paths } }] : []),
  ]
  const grants = granted.map((grant) => ({ ...grant, effect: 'allow' as const, expiresAt: null }))
  return effectiveRights({
    extension: nameOf(extension),
    requested: granted,
    reviewed: granted,
    grants,
    now: new Date(0),
  })
}

/** What should be possible: everybody on the way may, and nobody is met twice. No rights, scopes or patterns in here. */
const mayGoOn = ({ calls }: World, chain: readonly number[], to: number): boolean =>
  !chain.includes(to) && chain.every((from) => calls[from]![to])
const mayRead = ({ reads }: World, chain: readonly number[], folder: number): boolean =>
  chain.every((extension) => reads[extension]![folder])

function goesOn(frames: readonly Frame[], to: number): boolean {
  if (!covers(frames, { permission: 'extensions.call', target: { operation: operationOf(to) } })) return false
  try {
    requireEnd(chainOf(frames.at(-1)!.invocation), {
      install: { id: nameOf(to), extension: nameOf(to) },
      operation: { name: 'go' },
    })
    return true
  } catch (error) {
    if (error instanceof DomainError && error.code === 'call_cycle') return false
    throw error
  }
}

describe('chains of calls through every graph of four extensions', () => {
  it('have exactly the rights that all of their extensions have, and end', () => {
    const random = randomFrom(SEED)
    const seen = { chains: 0, reads: 0, refusals: 0 }
    for (let graph = 0; graph < GRAPHS; graph += 1) {
      const world = worldOf(graph, random)
      const rights = EXTENSIONS.map((extension) => rightsOf(world, extension))
      for (const root of EXTENSIONS) walk(world, rights, [root], [frameOf(rights, root, null)], seen)
    }
    expect(seen.chains).toBeGreaterThan(4 * GRAPHS)
    expect(Math.min(seen.reads, seen.refusals)).toBeGreaterThan(GRAPHS)
  })
})

/** Visits a chain and every one that goes on from it. */
function walk(
  world: World,
  rights: readonly Rights[],
  chain: readonly number[],
  frames: readonly Frame[],
  seen: { chains: number; reads: number; refusals: number },
): void {
  seen.chains += 1
  const common = commonRights(frames.map((frame) => frame.rights))
  FOLDERS.forEach((folder, index) => {
    const request = { permission: 'entries.read' as const, target: { path: `${folder}/x` } }
    const expected = mayRead(world, chain, index)
    if (covers(frames, request) !== expected || authorize(common, request).allowed !== expected)
      expect.fail(`${replayWith()}: ${JSON.stringify({ world, chain, folder, expected })}`)
    seen[expected ? 'reads' : 'refusals'] += 1
  })
  for (const to of EXTENSIONS) {
    const expected = mayGoOn(world, chain, to)
    if (goesOn(frames, to) !== expected)
      expect.fail(`${replayWith()}: ${JSON.stringify({ world, chain, to, expected })}`)
    if (expected) walk(world, rights, [...chain, to], [...frames, frameOf(rights, to, frames.at(-1)!.invocation)], seen)
  }
}

function frameOf(rights: readonly Rights[], extension: number, caller: Invocation | null): Frame {
  const called = { installId: nameOf(extension), extension: nameOf(extension), method: operationOf(extension) }
  const by = { workspaceId: workspaceIdSchema.parse('00000000-0000-4000-8000-000000000000'), userId: 'ada' }
  return {
    invocation: caller === null ? beginChain(by, called) : continueChain(caller, called),
    rights: rights[extension]!,
    ended: new Map(),
  }
}

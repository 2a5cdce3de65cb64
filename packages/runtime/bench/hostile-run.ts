import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, setPriority } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { TestHost } from '../fixtures/test-host.ts'
import type { Attack } from '../proof/hostile/attack.ts'
import { hostileGuest } from '../proof/hostile/families.ts'
import { createRuntime, DEFAULT_LIMITS, GuestFault, type GuestSource, type Limits, type Runtime } from '../src/index.ts'
import { POOL_IS_READY_MS, requestOf } from './bench-runtime.ts'
import { echo, MeasuredNeighbour, type Latencies } from './hostile-neighbour.ts'

/** How one attack ended. */
export interface Stop {
  readonly name: string
  /** From the call to its answer. */
  readonly tookMs: number
  /** What of that was after the deadline. */
  readonly pastDeadlineMs: number
  /** Whether its caller got the code of the limit that it attacks. */
  readonly wasByItsLimit: boolean
}

export interface FamilyRun {
  readonly family: string
  readonly stops: readonly Stop[]
  readonly neighbour: Latencies
}

export interface HostileRun {
  readonly families: readonly FamilyRun[]
  /** The neighbour beside a program that computes, is no guest, and yields to others as a sandbox does. */
  readonly program: Latencies
}

export interface RunSize {
  readonly families: Readonly<Record<string, readonly Attack[]>>
  /** Limits that are not the default ones. */
  readonly limits: Partial<Limits>
  readonly warmUpMs: number
  /** How long the neighbour is alone each time, and how long a family attacks at least: one that is soon over comes again. */
  readonly blockMs: number
}

interface Attacker {
  readonly attack: Attack
  readonly guest: GuestSource
  readonly workspace: string
  readonly limits: Limits
}

/**
 * Has every family attack in turn. All processes are there from the beginning: alone, the neighbour has those that will be
 * attacked beside it, at rest.
 */
export async function runFamilies(size: RunSize): Promise<HostileRun> {
  const attackers = Object.entries(size.families).map(
    ([family, attacks]) => [family, attacks.map((attack) => attackerOf(family, attack, size.limits))] as const,
  )
  const runtime = createRuntime({ host: new TestHost(), dataDir: '/nonexistent', idleMs: 3_600_000 })
  try {
    for (const workspace of new Set(attackers.flatMap(([, each]) => each.map((attacker) => attacker.workspace))))
      await echo(runtime, workspace, 'the first call, for which a sandbox is taken')
    const neighbour = new MeasuredNeighbour(runtime, size.blockMs)
    await neighbour.begin(size.warmUpMs)
    const program = await neighbour.callBeside(computeFor(size.blockMs), 0)
    const families: FamilyRun[] = []
    for (const [family, each] of attackers) {
      const attacks = attackInTurn(runtime, each, size.blockMs)
      const latencies = await neighbour.callBeside(attacks, settleMsAfter(each))
      families.push({ family, neighbour: latencies, stops: await attacks })
    }
    return { families, program }
  } finally {
    await runtime.close()
  }
}

/** Whoever loses one sandbox after the other is kept waiting: those that lose theirs have a workspace each. */
function attackerOf(family: string, attack: Attack, limits: Partial<Limits>): Attacker {
  return {
    attack,
    guest: hostileGuest(attack),
    workspace: attack.losesSandbox ? attack.name : family,
    limits: { ...DEFAULT_LIMITS, ...limits, ...attack.limits },
  }
}

/** In the place of a sandbox that is lost, another one is started for the pool: the neighbour would not be alone. */
const settleMsAfter = (attackers: readonly Attacker[]) =>
  attackers.some(({ attack }) => attack.losesSandbox) ? POOL_IS_READY_MS : 0

async function attackInTurn(runtime: Runtime, attackers: readonly Attacker[], atLeastMs: number): Promise<Stop[]> {
  const stops: Stop[] = []
  const until = performance.now() + atLeastMs
  do {
    for (const attacker of attackers) {
      stops.push(await stopOf(runtime, attacker))
      if (attacker.attack.losesSandbox)
        await echo(runtime, attacker.workspace, 'the next sandbox, which is taken at once')
    }
  } while (performance.now() < until)
  return stops
}

async function stopOf(runtime: Runtime, { attack, guest, workspace, limits }: Attacker): Promise<Stop> {
  const request = requestOf(guest, 'attack', { workspace, limits, input: '{}' })
  const startedAt = performance.now()
  const end = await runtime.call(request).catch((error: unknown) => error)
  const tookMs = performance.now() - startedAt
  return {
    name: attack.name,
    tookMs,
    pastDeadlineMs: Math.max(0, tookMs - limits.deadlineMs),
    wasByItsLimit: end instanceof GuestFault && end.code === attack.code,
  }
}

async function computeFor(ms: number): Promise<void> {
  const program = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' })
  const ended = once(program, 'close')
  await once(program, 'spawn')
  setPriority(program.pid!, constants.priority.PRIORITY_BELOW_NORMAL)
  await pause(ms)
  program.kill('SIGKILL')
  await ended
}

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { build } from 'rolldown'
import { describe, expect, it } from 'vitest'
import { coreGuest } from '../../../fixtures/guests.ts'
import { sandboxPids } from '../../../fixtures/processes.ts'
import { useRuntime } from '../../../fixtures/test-runtime.ts'
import { spawnSandbox } from '../supervisor/spawn-sandbox.ts'

const PROBE = fileURLToPath(new URL('../../../fixtures/probe/escape-attempts.mjs', import.meta.url))

describe('the flags of a sandbox', () => {
  it('leave no way to a file, the network, another process, a thread, native code or the environment', async () => {
    process.env.GRANTRY_SECRET = 'do not leak'
    const entry = await bundle(PROBE)
    const { socket } = spawnSandbox({ entry, nodePath: process.execPath })
    const { environment, workingFolder, ...attempts } = JSON.parse(await text(socket)) as Record<string, unknown>
    delete process.env.GRANTRY_SECRET
    rmSync(dirname(entry), { recursive: true })
    expect(environment).toEqual({})
    expect(workingFolder).toBe('/')
    const succeeded = Object.entries(attempts).filter(([, outcome]) => isGain(outcome as Outcome))
    expect(succeeded).toEqual([])
    expect(Object.keys(attempts).length).toBeGreaterThan(40)
    expect(readdirSync('/tmp').filter((name) => name.startsWith('grantry-escape'))).toEqual([])
  })
})

/** One file, as the sandbox's own program is. */
async function bundle(input: string): Promise<string> {
  const file = join(mkdtempSync(join(tmpdir(), 'grantry-probe-')), 'probe.mjs')
  const external = (id: string) => id !== input && !id.endsWith('/drop-rights.ts') && !id.endsWith('/sandbox-user.ts')
  await build({ input, external, platform: 'node', output: { file, format: 'esm', codeSplitting: false } })
  return file
}

interface Outcome {
  got?: string
}

/** "Nothing" is no gain: a property that is not there, a permission it does not have. */
const isGain = ({ got }: Outcome) => got !== undefined && !['undefined', 'false'].includes(got)

describe.skipIf(!existsSync('/proc/self/status'))('a sandbox process that was started as root', () => {
  const running = useRuntime({ poolSize: 0 })

  it.skipIf(process.getuid?.() !== 0)('becomes a user of its own, without groups or capabilities', async () => {
    await running().call(coreGuest('conformance', ['echo']), 'echo', {})
    const [pid] = sandboxPids()
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const [, uid] = /^Uid:\s+(\d+)/m.exec(status)!
    expect(Number(uid)).toBeGreaterThanOrEqual(61_184)
    expect(status).toMatch(new RegExp(`^Uid:\\s+${uid}\\s+${uid}\\s+${uid}\\s+${uid}$`, 'm'))
    expect(status).toMatch(new RegExp(`^Gid:\\s+${uid}\\s+${uid}\\s+${uid}\\s+${uid}$`, 'm'))
    expect(status).toMatch(/^Groups:\s*$/m)
    expect(status).toMatch(/^CapEff:\s+0+$/m)
    expect(status).toMatch(/^CapPrm:\s+0+$/m)
  })

  it.skipIf(process.getuid?.() !== 0)('shares its user with no other sandbox', async () => {
    const workspaces = Array.from({ length: 8 }, (_, index) => `workspace-${index}`)
    await Promise.all(
      workspaces.map((workspace) => running().call(coreGuest('conformance', ['echo']), 'echo', {}, { workspace })),
    )
    const users = sandboxPids().map((pid) => /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1])
    expect(users.length).toBeGreaterThanOrEqual(8)
    expect(new Set(users).size).toBe(users.length)
  })
})

describe.skipIf(!existsSync('/usr/bin/prlimit'))('the operating system', () => {
  const running = useRuntime({ poolSize: 0 })
  const limitsOf = (pid: number) => readFileSync(`/proc/${pid}/limits`, 'utf8')

  it('limits what a sandbox process may have of it, whatever runs inside', async () => {
    await running().call(coreGuest('conformance', ['echo']), 'echo', {})
    const limits = limitsOf(sandboxPids()[0]!)
    expect(limits).toMatch(/^Max data size +3221225472 +3221225472 /m)
    expect(limits).toMatch(/^Max file size +0 +0 /m)
    expect(limits).toMatch(/^Max core file size +0 +0 /m)
    expect(limits).toMatch(/^Max open files +64 +64 /m)
  })

  it.skipIf(process.getuid?.() !== 0)('limits the threads of a sandbox that has a user of its own', async () => {
    await running().call(coreGuest('conformance', ['echo']), 'echo', {})
    expect(limitsOf(sandboxPids()[0]!)).toMatch(/^Max processes +64 +64 /m)
  })

  it('leaves room for the memory that the calls of one workspace may have at the same time', async () => {
    const allAsked = Promise.withResolvers<void>()
    let asked = 0
    running().host.call = async () => {
      asked += 1
      if (asked === 10) allAsked.resolve()
      await allAsked.promise
      return '"held"'
    }
    const greedy = coreGuest('grows-and-asks', ['hold'])
    const limits = {
      memoryPages: 1_620,
      tableElements: 1_000,
      outputBytes: 1_024,
      concurrentCalls: 10,
      deadlineMs: 30_000,
    }
    const calls = Array.from({ length: 10 }, () => running().ask(greedy, 'hold', {}, { workspace: 'full', limits }))
    expect(await Promise.all(calls)).toEqual(calls.map(() => 'held'))
    expect(running().incidents).toEqual([])
  })
})

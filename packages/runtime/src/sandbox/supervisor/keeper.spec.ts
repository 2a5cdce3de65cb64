import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { childrenOf, isRunning, processorTicksOf, sandboxPids } from '../../../fixtures/processes.ts'
import { startProgram } from '../../../fixtures/programs.ts'
import { TestRuntime } from '../../../fixtures/test-runtime.ts'
import { coreGuest } from '../../../fixtures/guests.ts'
import { Keeper } from './keeper.ts'

/** More than a sandbox needs for anything but a guest that computes. */
const TICKS = 20

/** More than a pid can be. */
const NO_PROCESS = 2 ** 22 + 1

const keepersOf = (pid: number) => childrenOf(pid).filter(({ command }) => command.includes('while read'))

describe('a supervisor that is killed', () => {
  it('leaves no sandbox behind, not even one that computes', { timeout: 120_000 }, async () => {
    const supervisor = startProgram('killed-supervisor')
    let entered = 0
    supervisor.stdout.setEncoding('utf8').on('data', (text: string) => (entered += text.split('\n').length - 1))
    await expect.poll(() => entered, { timeout: 60_000 }).toBe(2)
    const sandboxes = sandboxPids(supervisor.pid).map((pid) => ({ pid, before: processorTicksOf(pid) }))
    const keepers = keepersOf(supervisor.pid!)
    expect(sandboxes).toHaveLength(2)
    const compute = () => sandboxes.every(({ pid, before }) => processorTicksOf(pid) - before > TICKS)
    await expect.poll(compute, { timeout: 60_000 }).toBe(true)

    supervisor.kill('SIGKILL')
    await once(supervisor, 'exit')
    const left = () => [...sandboxes, ...keepers].filter(({ pid }) => isRunning(pid))
    await expect.poll(left, { timeout: 30_000 }).toEqual([])
  })
})

describe('the keeper of sandboxes', () => {
  it('is one process, which ends with the runtime', async () => {
    const test = new TestRuntime({ poolSize: 0 })
    const echo = coreGuest('conformance', ['echo'])
    await Promise.all(['a', 'b'].map((workspace) => test.call(echo, 'echo', 1, { workspace })))
    expect(sandboxPids()).toHaveLength(2)
    expect(keepersOf(process.pid)).toHaveLength(1)
    await test.close()
    expect(keepersOf(process.pid)).toEqual([])
  })

  it('is replaced when it has been killed', async () => {
    const test = new TestRuntime({ poolSize: 0 })
    const echo = coreGuest('conformance', ['echo'])
    await test.call(echo, 'echo', 1)
    const [first] = keepersOf(process.pid)
    process.kill(first!.pid, 'SIGKILL')
    const others = () => keepersOf(process.pid).filter(({ pid }) => pid !== first!.pid)
    await expect.poll(others, { timeout: 30_000 }).toHaveLength(1)
    await test.close()
  })

  it('is missed by nobody when the system does not start it', async () => {
    const keeper = new Keeper(`/${'x'.repeat(200_000)}`)
    const ended = Promise.withResolvers<void>()
    expect(() => keeper.keep(NO_PROCESS, ended.promise)).not.toThrow()
    ended.resolve()
    await keeper.close()
  })
})

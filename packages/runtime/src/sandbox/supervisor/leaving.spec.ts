import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import v8 from 'node:v8'
import { afterEach, describe, expect, it } from 'vitest'
import { coreGuest, jsText } from '../../../fixtures/guests.ts'
import { TestRuntime } from '../../../fixtures/test-runtime.ts'
import type { GuestSource, RuntimeOptions } from '../../index.ts'
import { Workspace } from './workspace.ts'

const guest = coreGuest('conformance', ['echo', 'loop'])

let running: TestRuntime | null = null
function start(options: Partial<RuntimeOptions> = {}): TestRuntime {
  running = new TestRuntime({ poolSize: 0, ...options })
  return running
}
afterEach(() => running?.close())

/** A guest whose code is somewhere, until it is let go. */
function slowToRead(): { guest: GuestSource; isRead: Promise<void>; read: PromiseWithResolvers<Uint8Array> } {
  const read = Promise.withResolvers<Uint8Array>()
  const asked = Promise.withResolvers<void>()
  const readCode = () => {
    asked.resolve()
    return read.promise
  }
  return { guest: { ...jsText('export const attack = () => 1'), readCode }, isRead: asked.promise, read }
}

describe('the data of an install', () => {
  const dataOf = (test: TestRuntime, install: string): string => {
    const folder = join(test.dataDir, 'w', install)
    mkdirSync(folder, { recursive: true })
    return folder
  }

  it('is discarded although its sandbox is lost to a neighbour meanwhile', async () => {
    const test = start()
    const folder = dataOf(test, 'leaving')
    await test.call(guest, 'echo', {}, { install: 'leaving' })
    const limits = { fuel: 10n ** 15n, deadlineMs: 300 }
    const neighbour = expect(test.call(guest, 'loop', {}, { install: 'neighbour', limits })).rejects
    const isKilled = neighbour.toMatchObject({ code: 'deadline_exceeded' })
    await test.runtime.discardData('w', 'leaving')
    expect(existsSync(folder)).toBe(false)
    await isKilled
  })

  it('is discarded although its code could not be read', async () => {
    const test = start()
    const folder = dataOf(test, 'leaving')
    const slow = slowToRead()
    const call = test.call(slow.guest, 'attack', {}, { install: 'leaving' })
    const isTold = expect(call).rejects.toThrow('the store is away')
    await slow.isRead
    const discarded = test.runtime.discardData('w', 'leaving')
    slow.read.reject(new Error('the store is away'))
    await discarded
    expect(existsSync(folder)).toBe(false)
    await isTold
  })
})

describe('a call that is cancelled', () => {
  it('is answered while its code is still read', async () => {
    const test = start()
    const slow = slowToRead()
    const controller = new AbortController()
    const call = test.call(slow.guest, 'attack', {}, { signal: controller.signal })
    await slow.isRead
    controller.abort(new Error('nobody waits any more'))
    await expect(call).rejects.toThrow('nobody waits any more')
    slow.read.resolve(await jsText('export const attack = () => 1').readCode())
    expect(test.incidents).toEqual([])
  })
})

describe('a workspace', () => {
  it('is forgotten when it is idle, also when another one took the place of its sandbox', async () => {
    const test = start({ maxSandboxes: 1, idleMs: 200 })
    const kept = () => v8.queryObjects(Workspace, { format: 'count' })
    const before = kept()
    for (const workspace of ['one', 'two', 'three']) await test.call(guest, 'echo', {}, { workspace })
    await expect.poll(kept, { timeout: 10_000 }).toBe(before)
  })
})

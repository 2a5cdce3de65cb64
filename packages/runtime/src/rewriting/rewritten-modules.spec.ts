import { afterAll, describe, expect, it, vi } from 'vitest'
import { coreCode, coreCodeOf } from '../../fixtures/guests.ts'
import { digestOf } from '../compile/digest.ts'
import { inspect } from '../inspect/index.ts'
import { instrument } from '../instrument/index.ts'
import { decodeOutline } from './module-outline.ts'
import { RewrittenModules } from './rewritten-modules.ts'
import { Rewriter } from './rewriter.ts'

const CAPS = { memoryPages: 16, tableElements: 100 }
const code = coreCode('conformance')
const digest = digestOf(code)

describe('metered modules that are kept for all sandboxes', () => {
  const rewriter = new Rewriter()
  const modules = new RewrittenModules(rewriter)
  afterAll(() => rewriter.close())

  it('are what inspecting and instrumenting make of the code', async () => {
    const found = await modules.find({ code, digest, caps: CAPS, supply: 'whole' })
    const info = inspect(code)
    expect(Buffer.from(found!.metered)).toEqual(Buffer.from(instrument(code, info, CAPS)))
    expect(info).toMatchObject(decodeOutline(found!.outline))
  })

  it('are made once, however many ask and whenever', async () => {
    const own = coreCodeOf(';; with: memory alloc init\n(data (i32.const 16) "once")')
    const asked = { code: own, digest: digestOf(own), caps: CAPS, supply: 'whole' as const }
    const [first, second] = await Promise.all([modules.find(asked), modules.find(asked)])
    expect(second).toBe(first)
    expect(await modules.find(asked)).toBe(first)
  })

  it('are others for other caps', async () => {
    const small = await modules.find({ code, digest, caps: CAPS, supply: 'whole' })
    const large = await modules.find({ code, digest, caps: { ...CAPS, memoryPages: 32 }, supply: 'whole' })
    expect(Buffer.from(large!.metered)).not.toEqual(Buffer.from(small!.metered))
  })

  it('are others for calls that get their fuel in slices', async () => {
    const sliced = await modules.find({ code, digest, caps: CAPS, supply: 'sliced' })
    expect(Buffer.from(sliced!.metered)).toEqual(Buffer.from(instrument(code, inspect(code), CAPS, 'sliced')))
  })

  it('are never those of code that has another digest', async () => {
    const other = coreCode('memory-fill')
    expect(
      await modules.find({ code: other, digest: digestOf(Buffer.from('none')), caps: CAPS, supply: 'whole' }),
    ).toBeNull()
  })

  it.each([
    ['bytes that are no module', Buffer.from('\0asm, but not really')],
    ['a module that starts larger than its caps', coreCodeOf('(memory (export "memory") 17)')],
  ])('are not made of %s', async (_, refused) => {
    expect(await modules.find({ code: refused, digest: digestOf(refused), caps: CAPS, supply: 'whole' })).toBeNull()
    expect(await modules.find({ code, digest, caps: CAPS, supply: 'whole' })).not.toBeNull()
  })

  it('make room for others, the ones used least recently first', async () => {
    const bounded = new RewrittenModules(rewriter, 3 * code.length)
    const variants = Array.from({ length: 4 }, (_, pages) => ({ ...CAPS, memoryPages: 16 + pages }))
    const find = (caps: typeof CAPS) => bounded.find({ code, digest, caps, supply: 'whole' })
    const first = await find(variants[0]!)
    for (const caps of variants.slice(1)) await find(caps)
    expect(await find(variants[0]!)).not.toBe(first)
    expect((await find(variants[0]!))!.metered).toEqual(first!.metered)
  })

  it('are asked for again later when the machine has no time to make them', async () => {
    const hurried = new Rewriter(1)
    const asked = { code, digest, caps: CAPS, supply: 'whole' as const }
    await expect(new RewrittenModules(hurried).find(asked)).rejects.toMatchObject({ code: 'overloaded' })
    await hurried.close()
  })

  it('have the time of each for themselves, however many wait before them', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const patient = new Rewriter(10_000)
    const made = [16, 17, 18].map(async (memoryPages) => {
      const result = await patient.rewrite(code, { ...CAPS, memoryPages }, 'whole')
      vi.advanceTimersByTime(6_000)
      return result
    })
    for (const result of await Promise.all(made)) expect(result).not.toBeNull()
    vi.useRealTimers()
    await patient.close()
  })

  it('are asked for again later when their turn does not come in time, and nobody else is', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const busy = new Rewriter(10_000)
    const [first, second, third] = [16, 17, 18].map((memoryPages) =>
      busy.rewrite(code, { ...CAPS, memoryPages }, 'whole'),
    )
    vi.advanceTimersByTime(6_000)
    expect(await first).not.toBeNull()
    vi.advanceTimersByTime(5_000)
    await expect(third).rejects.toMatchObject({ code: 'overloaded' })
    expect(await second).not.toBeNull()
    vi.useRealTimers()
    await busy.close()
  })

  it('are made by a new thread when the one before was too late with another', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const interrupted = new Rewriter(10_000)
    const late = interrupted.rewrite(code, CAPS, 'whole')
    const behind = interrupted.rewrite(code, CAPS, 'sliced')
    vi.advanceTimersByTime(10_000)
    await expect(late).rejects.toMatchObject({ code: 'overloaded' })
    expect(await behind).not.toBeNull()
    vi.useRealTimers()
    await interrupted.close()
  })

  it('are asked for again when the rewriter had no thread for them', async () => {
    let asked = 0
    const threadless = Object.assign(Object.create(rewriter) as Rewriter, {
      rewrite(...args: Parameters<Rewriter['rewrite']>) {
        asked += 1
        if (asked === 1) throw new Error('no thread')
        return rewriter.rewrite(...args)
      },
    })
    const again = new RewrittenModules(threadless)
    const module = { code, digest, caps: CAPS, supply: 'whole' as const }
    await expect(again.find(module)).rejects.toThrow('no thread')
    expect(await again.find(module)).not.toBeNull()
  })

  it('are not made by a rewriter that was closed meanwhile', async () => {
    const closing = new Rewriter()
    const waiting = new RewrittenModules(closing).find({ code, digest, caps: CAPS, supply: 'whole' })
    await closing.close()
    expect(await waiting).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import { jsText } from '../../../fixtures/guests.ts'
import { useRuntime } from '../../../fixtures/test-runtime.ts'

/** What an author finds in the engine; the other half of `docs/js-abi.md`. */
describe('a JavaScript guest', () => {
  const running = useRuntime()
  const evaluate = (expression: string, input: unknown = null) =>
    running().ask(jsText(`export const attack = async (input) => (${expression})`), 'attack', input)

  it('gets its input as a value and answers with one', async () => {
    expect(await evaluate('({ sum: input.a + input.b })', { a: 1, b: 2 })).toEqual({ sum: 3 })
  })

  it('may answer nothing, which is null', async () => {
    expect(await evaluate('undefined')).toBeNull()
  })

  it.each(['() => 1', 'Symbol("a")', '10n', '(() => { const a = []; a.push(a); return a })()'])(
    'may not answer %s',
    async (expression) => {
      await expect(evaluate(expression)).rejects.toMatchObject({ code: 'invalid_output' })
    },
  )

  it('has one global of the host, which it cannot change', async () => {
    expect(await evaluate('Object.entries(grantry).map(([name, value]) => [name, typeof value])')).toEqual([
      ['abi', 'number'],
      ['call', 'function'],
      ['log', 'function'],
      ['job', 'undefined'],
    ])
    await expect(evaluate('grantry = 1')).rejects.toThrow(/read-only/)
    await expect(evaluate('grantry.call = 1')).rejects.toThrow(/read-only/)
  })

  it('gets a refusal as an error with a code', async () => {
    const answer = await evaluate(
      "grantry.call('query:test.ask.v1', { want: 'denied' }).catch((e) => [e.name, e.code, e.message, e instanceof Error])",
    )
    expect(answer).toEqual(['HostCallError', 'permission_denied', 'Read files has not been granted', true])
  })

  it('learns at once what cannot be a payload', async () => {
    await expect(evaluate("grantry.call('query:test.ask.v1', () => 1)")).rejects.toThrow(
      /payload of a host call must be JSON/,
    )
  })

  it('sends null as the payload when it gives none', async () => {
    running().host.calls.length = 0
    await evaluate("grantry.call('query:test.ask.v1').catch(() => null)")
    expect(running().host.calls).toMatchObject([{ payload: 'null' }])
  })

  it('has host calls under way at the same time', async () => {
    const asked: string[] = []
    running().host.onCall = ({ payload }) => asked.push(payload)
    const answer = await evaluate(
      "Promise.all(['a', 'b', 'c'].map((nonce) => grantry.call('query:test.ask.v1', { nonce })))",
    )
    running().host.onCall = () => {}
    expect(answer).toEqual([{ nonce: 'a' }, { nonce: 'b' }, { nonce: 'c' }])
    expect(asked).toHaveLength(3)
  })

  it('logs through its console, with anything as an argument', async () => {
    running().host.lines.length = 0
    await evaluate(
      "(console.log('a', 1, { b: [2] }, undefined, null), console.debug(10n), console.warn('w'), console.error(new TypeError('bad')), 1)",
    )
    expect(running().host.lines.map(({ entry }) => [entry.level, entry.message.split('\n')[0]])).toEqual([
      ['info', 'a 1 {"b":[2]} undefined null'],
      ['debug', '10'],
      ['warn', 'w'],
      ['error', 'TypeError: bad'],
    ])
  })

  it('learns that a log level does not exist', async () => {
    await expect(evaluate("grantry.log('fatal', 'x')")).rejects.toThrow(/RangeError: A log level is one of/)
  })

  it('has errors of forgotten reactions in its log', async () => {
    running().host.lines.length = 0
    expect(await evaluate("(queueMicrotask(() => { throw new Error('forgotten') }), 'answer')")).toBe('answer')
    expect(running().host.messages).toEqual([expect.stringMatching(/^Uncaught Error: forgotten/)])
  })

  it('has the clock in UTC and random numbers that differ', async () => {
    const before = Date.now()
    const now = await evaluate('Date.now()')
    expect(now).toBeGreaterThanOrEqual(before - 1)
    expect(now).toBeLessThanOrEqual(Date.now() + 1)
    expect(await evaluate('new Date(2026, 0, 1).toISOString()')).toBe('2026-01-01T00:00:00.000Z')
    expect(await evaluate('Math.random() < 1 && Math.random() !== Math.random()')).toBe(true)
  })

  it('has base64, and neither timers nor a network', async () => {
    expect(await evaluate("[btoa('hello'), atob('aGVsbG8=')]")).toEqual(['aGVsbG8=', 'hello'])
    expect(await evaluate('[typeof setTimeout, typeof fetch, typeof structuredClone]')).toEqual(
      Array(3).fill('undefined'),
    )
  })

  it('has little of what Node has beside the language, and heeds no locale', async () => {
    const names = ['Intl', 'Temporal', 'URL', 'crypto', 'WebAssembly', 'process']
    expect(await evaluate('input.filter((name) => name in globalThis)', names)).toEqual([])
    expect(await evaluate("['z', 'ä'].sort((a, b) => a.localeCompare(b, 'de'))")).toEqual(['z', 'ä'])
    expect(await evaluate("(1234567.5).toLocaleString('de-DE')")).toBe('1234567.5')
  })

  const TEXTS = ['', 'plain', 'ä', '€', '🙂', '\u0000\u007f\u0080\u07ff\u0800\uffff', 'mixed ä🙂x', '\ufeffmark']

  it('encodes text as the platform does', async () => {
    const expected = [...TEXTS, '\ud800 alone'].map((text) => [...new TextEncoder().encode(text)])
    const texts = JSON.stringify([...TEXTS, '\ud800 alone'])
    expect(await evaluate(`${texts}.map((text) => [...new TextEncoder().encode(text)])`)).toEqual(expected)
  })

  it('decodes UTF-8 as the platform does, also what is broken', async () => {
    const broken = [
      [0xff],
      [0x80],
      [0xc0, 0x80],
      [0xc2],
      [0xc2, 0x41],
      [0xe0, 0x80, 0x80],
      [0xe2, 0x82],
      [0xe2, 0x82, 0x41],
      [0xed, 0xa0, 0x80],
      [0xf0, 0x80, 0x80, 0x80],
      [0xf0, 0x9f, 0x99],
      [0xf0, 0x9f, 0x99, 0x41],
      [0xf4, 0x90, 0x80, 0x80],
      [0xf5, 0x80],
      [0x41, 0xf0, 0x9f, 0xe2, 0x82, 0xac, 0xff, 0x42],
      [0xef, 0xbb, 0xbf, 0x41],
    ]
    const inputs = [...TEXTS.map((text) => [...new TextEncoder().encode(text)]), ...broken]
    const decoded = await evaluate('input.map((bytes) => new TextDecoder().decode(new Uint8Array(bytes)))', inputs)
    expect(decoded).toEqual(inputs.map((bytes) => new TextDecoder().decode(new Uint8Array(bytes))))
    const strict = await evaluate(
      'input.map((bytes) => { try { return new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(bytes)) } catch (e) { return e.name } })',
      inputs,
    )
    const platform = (bytes: number[]) => {
      try {
        return new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(bytes))
      } catch (error) {
        return (error as Error).name
      }
    }
    expect(strict).toEqual(inputs.map(platform))
  })

  it('may be a bundle of half a megabyte', async () => {
    const filler = Array.from(
      { length: 5_000 },
      (_, index) => `  m${index}(x) { return [x, 'a line of filling', ${index}] },`,
    )
    const large = jsText(
      `const o = {\n${filler.join('\n')}\n}\n//${'x'.repeat(200_000)}\nexport const attack = (x) => o.m4999(x)`,
    )
    expect(await running().ask(large, 'attack', 1)).toEqual([1, 'a line of filling', 4999])
  })
})

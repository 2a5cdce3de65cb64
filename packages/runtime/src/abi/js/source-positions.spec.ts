import { assert, property, string, uint8Array } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsText } from '../../../fixtures/guests.ts'
import { useRuntime } from '../../../fixtures/test-runtime.ts'
import { SourcePositions } from './source-positions.ts'

const BUNDLE = `function greet(input) {
  if (input.name === '') throw new TypeError('a name is needed')
  return input.name
}
export const attack = (input) => greet(input)
`

/** Each line of the bundle comes from the one three lines further down, as if types had been there. */
const MAP = Buffer.from(
  JSON.stringify({ version: 3, sources: ['src/greeter.ts'], names: [], mappings: 'AAGA;AACA;AACA;AACA;AACA' }),
)

describe('a bundle that came with its source map', () => {
  const running = useRuntime()

  const call = (map: Uint8Array, install: string, name = '') => {
    const guest = { ...jsText(BUNDLE), readSourceMap: async () => map }
    return running().call(guest, 'attack', { name }, { install })
  }

  it('has the positions of its author in the stacks of its errors', async () => {
    await expect(call(MAP, 'mapped')).rejects.toMatchObject({
      code: 'guest_error',
      detail: expect.stringMatching(/a name is needed\n.*src\/greeter\.ts:5:1[^]*src\/greeter\.ts:8:1/),
    })
  })

  it.each([
    ['is none', Buffer.from('no map at all')],
    ['is larger than maps may be', Buffer.alloc((2 << 20) + 1, ' ')],
    [
      'lists sources that are no text',
      Buffer.from('{"version":3,"sources":[{},7],"names":[],"mappings":"AAAA;AAAA;AAAA"}'),
    ],
  ])('runs all the same when the map %s', async (what, map) => {
    await expect(call(map, what)).rejects.toMatchObject({ detail: expect.stringContaining('a name is needed') })
    expect((await call(map, what, 'Ada')).output).toBe('"Ada"')
  })
})

describe('positions by a map that nobody has reason to trust', () => {
  const STACK = 'Error\n    at f (extension.js:1:1)\n    at g (extension.js:999999999:999999999)'

  it('leave the root of a map out that would be put before very many paths', () => {
    const at = (sourceRoot: string, files: number) => {
      const sources = Array.from({ length: files }, () => 'b.ts')
      const map = JSON.stringify({ version: 3, sourceRoot, sources, names: [], mappings: 'AAAA' })
      return new SourcePositions(Buffer.from(map)).explain('at f (extension.js:1:1)')
    }
    expect(at('root', 3)).toBe('at f (root/b.ts:1:1)')
    expect(at('a/'.repeat(50_000), 100_000)).toBe('at f (b.ts:1:1)')
  })

  it('never throw, whatever the map is', () => {
    assert(
      property(
        uint8Array({ maxLength: 200 }),
        (bytes) => typeof new SourcePositions(bytes).explain(STACK) === 'string',
      ),
    )
    assert(
      property(string({ unit: 'binary', maxLength: 60 }), (mappings) => {
        const map = JSON.stringify({ version: 3, sources: ['a.ts'], names: [], mappings })
        return typeof new SourcePositions(Buffer.from(map)).explain(STACK) === 'string'
      }),
    )
  })

  it('are short, however long the names in it are', () => {
    const map = { version: 3, sources: ['x'.repeat(100_000)], names: [], mappings: 'AAAA' }
    const explained = new SourcePositions(Buffer.from(JSON.stringify(map))).explain(STACK.repeat(100))
    expect(explained.length).toBeLessThanOrEqual(4_000)
    expect(explained).toContain(`${'x'.repeat(200)}:1:1`)
  })
})

import { name, section, u32 } from '../../fixtures/wasm/module-bytes.ts'
import { inspect } from '../../src/inspect/index.ts'

const EXPORTS = 7
/** Sections that stand behind the exports. */
const LATER = new Set([8, 9, 10, 11, 12])
const MEMORY = 2
const GLOBAL = 3

/** Begins the names of what is exported for the comparison alone. */
export const STATE = 'state of '

/** The module with its memory and its globals exported, so that a comparison sees what it would keep to itself. */
export function withStateExported(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { sections, exports, memory, globals } = inspect(bytes)
  const extras = [
    ...(memory === null ? [] : [[...name(`${STATE}memory`), MEMORY, 0]]),
    ...globals.map((_, index) => [...name(`${STATE}global ${index}`), GLOBAL, ...u32(index)]),
  ]
  const own = sections.find(({ id }) => id === EXPORTS)
  const start = own?.start ?? sections.find(({ id }) => LATER.has(id))?.start ?? bytes.length
  const ownEntries = own === undefined ? [] : bytes.subarray(own.contents + u32(exports.length).length, own.end)
  const contents = [...u32(exports.length + extras.length), ...ownEntries, ...extras.flat()]
  return Uint8Array.from([
    ...bytes.subarray(0, start),
    ...section(EXPORTS, contents),
    ...bytes.subarray(own?.end ?? start),
  ])
}

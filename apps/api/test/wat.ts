import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import wabt from 'wabt'

const FIXTURES = join(import.meta.dirname, '../../../packages/runtime/fixtures/core')
const FEATURES = {
  mutable_globals: true,
  sat_float_to_int: true,
  sign_extension: true,
  multi_value: true,
  bulk_memory: true,
  reference_types: true,
  simd: true,
  tail_call: true,
  threads: true,
}

/** Real wasm, compiled from text. */
export async function compileWat(source: string): Promise<Uint8Array> {
  const tools = await wabt()
  const module = tools.parseWat('guest.wat', source, FEATURES)
  try {
    return module.toBinary({}).buffer
  } finally {
    module.destroy()
  }
}

/** A guest of the runtime's own fixtures by its name, without `.wat`. */
export const fixtureWasm = async (name: string): Promise<Uint8Array> =>
  compileWat(await readFile(join(FIXTURES, `${name}.wat`), 'utf8'))

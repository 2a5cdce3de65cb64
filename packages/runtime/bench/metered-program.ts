// node --no-wasm-native-module-cache bench/metered-program.ts <program> <rounds> <warm-up ms>
//
// Runs one program with and without a meter, in turn, and prints what the meter cost as JSON. Each program has a process
// of its own: what the engine learns from one must not speed up the next.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { QuickJS } from 'quickjs-wasi'
import { underMeter } from '../fixtures/wasm/under-meter.ts'
import { inspect } from '../src/inspect/index.ts'
import { instrument, METER } from '../src/instrument/index.ts'
import { interleave, pairedRatio } from './interleaved.ts'

const CAPS = { memoryPages: 65_536, tableElements: 1_000_000 }
const PLENTY = 2n ** 62n
/** What one measured run takes at least: below it the clock decides. */
const RUN_MS = 8

/** Does so much of a program's work, and returns a checksum. */
type Run = (scale: number) => unknown

interface Variants {
  readonly plain: Run
  readonly metered: Run
  readonly sizeRatio: number
}

export interface Measurement {
  readonly time: number
  readonly size: number
}

const [name = '', rounds = '1', warmUpMs = '0'] = process.argv.slice(2)
const { plain, metered, sizeRatio } = await (name === 'quickjs' ? engine() : program())
warmUp(Number(warmUpMs))
const scale = scaleFor(RUN_MS)
if (plain(scale) !== metered(scale)) throw new Error(`${name} returns something else with a meter`)
const times = interleave({ plain: () => plain(scale), metered: () => metered(scale) }, Number(rounds))
const measurement: Measurement = { time: pairedRatio(times.metered, times.plain), size: sizeRatio }
process.stdout.write(JSON.stringify(measurement))

async function program(): Promise<Variants> {
  const bytes = await readFile(new URL(`programs/${name}.wasm`, import.meta.url))
  const rewritten = instrument(bytes, inspect(bytes), CAPS)
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(rewritten))
  const fuel = exports[METER.fuel] as WebAssembly.Global<bigint>
  return {
    plain: new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports['run'] as Run,
    metered: (turns) => {
      fuel.value = PLENTY
      return (exports['run'] as Run)(turns)
    },
    sizeRatio: rewritten.length / bytes.length,
  }
}

/** The JavaScript engine of the `js` ABI, which interprets a script. */
async function engine(): Promise<Variants> {
  const bytes = await readFile(fileURLToPath(import.meta.resolve('quickjs-wasi/quickjs.wasm')))
  const rewritten = instrument(bytes, inspect(bytes), CAPS)
  const plainEngine = await QuickJS.create({ wasm: Uint8Array.from(bytes) })
  const { loaded: meteredEngine } = await underMeter(() => QuickJS.create({ wasm: rewritten }))
  const script = (turns: number) => `{
    let sum = 0
    for (let turn = 0; turn < ${turns}; turn += 1) {
      const words = 'the quick brown fox jumps over the lazy dog'.split(' ').sort()
      const people = words.map((name, id) => ({ id, name, tags: [...name].reverse() }))
      sum += JSON.parse(JSON.stringify(people)).reduce((total, { id, tags }) => total + id * tags.length, 0)
      sum += words.join('-').replace(/[aeiou]/g, (vowel) => vowel.toUpperCase()).length
    }
    String(sum)
  }`
  const on = (created: QuickJS) => (turns: number) => created.evalCode(script(turns)).toString()
  return { plain: on(plainEngine), metered: on(meteredEngine), sizeRatio: rewritten.length / bytes.length }
}

/** Runs both until the engine has compiled what is hot with its optimising compiler. */
function warmUp(durationMs: number): void {
  const start = performance.now()
  do {
    plain(1)
    metered(1)
  } while (performance.now() - start < durationMs)
}

function scaleFor(durationMs: number): number {
  for (let turns = 1; ; turns *= 2) {
    const start = performance.now()
    plain(turns)
    if (performance.now() - start > durationMs) return turns
  }
}

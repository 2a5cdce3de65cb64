// node --no-wasm-native-module-cache bench/metered-program.ts <program> <rounds> <warm-up ms>
//
// Runs one program with and without a meter, in turn, and prints what the meter cost as JSON. Each program has a process
// of its own: what the engine learns from one must not speed up the next.
import { readFile } from 'node:fs/promises'
import { underMeter } from '../fixtures/wasm/under-meter.ts'
import { inspect } from '../src/inspect/index.ts'
import { instrument, METER } from '../src/instrument/index.ts'
import { interleave, pairedRatio } from './interleaved.ts'
import { PACKAGED_PROGRAMS, type PackagedProgram, type Run } from './packaged-programs.ts'

const CAPS = { memoryPages: 65_536, tableElements: 1_000_000 }
const PLENTY = 2n ** 62n
/** What one measured run takes at least: below it the clock decides. */
const RUN_MS = 8

interface Variants {
  readonly plain: Run
  readonly metered: Run
  readonly sliced: Run
  readonly sizeRatio: number
}

export interface Measurement {
  readonly time: number
  /** Of the form that may ask for more fuel, and never has to. */
  readonly slicedTime: number
  readonly size: number
}

const [name = '', rounds = '1', warmUpMs = '0'] = process.argv.slice(2)
const { plain, metered, sliced, sizeRatio } = await (name in PACKAGED_PROGRAMS
  ? packaged(PACKAGED_PROGRAMS[name as keyof typeof PACKAGED_PROGRAMS])
  : compiledHere())
warmUp(Number(warmUpMs))
const scale = scaleFor(RUN_MS)
if (plain(scale) !== metered(scale)) throw new Error(`${name} returns something else with a meter`)
const runs = { plain: () => plain(scale), metered: () => metered(scale), sliced: () => sliced(scale) }
const times = interleave(runs, Number(rounds))
const measurement: Measurement = {
  time: pairedRatio(times.metered, times.plain),
  slicedTime: pairedRatio(times.sliced, times.plain),
  size: sizeRatio,
}
process.stdout.write(JSON.stringify(measurement))

/** One of those that are compiled from `programs/`. */
async function compiledHere(): Promise<Variants> {
  const bytes = await readFile(new URL(`programs/${name}.wasm`, import.meta.url))
  const info = inspect(bytes)
  const rewritten = instrument(bytes, info, CAPS)
  return {
    plain: new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports['run'] as Run,
    metered: fuelled(rewritten),
    sliced: fuelled(instrument(bytes, info, CAPS, 'sliced')),
    sizeRatio: rewritten.length / bytes.length,
  }
}

function fuelled(bytes: Uint8Array<ArrayBuffer>): Run {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes))
  const fuel = exports[METER.fuel] as WebAssembly.Global<bigint>
  return (turns) => {
    fuel.value = PLENTY
    return (exports['run'] as Run)(turns)
  }
}

async function packaged(program: PackagedProgram): Promise<Variants> {
  const bytes = Uint8Array.from(await readFile(program.wasm))
  const info = inspect(bytes)
  const rewritten = instrument(bytes, info, CAPS)
  const inSlices = instrument(bytes, info, CAPS, 'sliced')
  const plain = await program.start(new WebAssembly.Module(bytes))
  const { loaded: metered } = await underMeter(() => program.start(new WebAssembly.Module(rewritten)))
  const { loaded: sliced } = await underMeter(() => program.start(new WebAssembly.Module(inSlices)))
  return { plain, metered, sliced, sizeRatio: rewritten.length / bytes.length }
}

/** Runs both until the engine has compiled what is hot with its optimising compiler. */
function warmUp(durationMs: number): void {
  const start = performance.now()
  do {
    plain(1)
    metered(1)
    sliced(1)
  } while (performance.now() - start < durationMs)
}

function scaleFor(durationMs: number): number {
  for (let turns = 1; ; turns *= 2) {
    const start = performance.now()
    plain(turns)
    if (performance.now() - start > durationMs) return turns
  }
}

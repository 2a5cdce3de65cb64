import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { PROGRAMS } from '../fixtures/wasm/programs.ts'
import { inspect } from '../src/inspect/index.ts'
import { instrument, METER } from '../src/instrument/index.ts'
import { geometricMean, interleave, pairedRatio, quantile } from './interleaved.ts'

const CAPS = { memoryPages: 65_536, tableElements: 1_000_000 }
const PLENTY = 2n ** 62n
/** What one measured run takes at least: below it the clock decides. */
const RUN_MS = 5

/** `bulk` drops its segments: it runs once. */
const REPEATABLE = PROGRAMS.filter(({ name }) => name !== 'bulk')

type Run = (argument: number) => unknown

/** What metering costs: the same programs with and without, in turn, in one process. */
export async function benchMetering({ rounds }: { rounds: number }): Promise<string[]> {
  const lines = ['metering: metered / unmetered', '  program    time   size']
  const ratios: number[] = []
  for (const program of REPEATABLE) {
    const { bytes: original, argument } = program
    const metered = instrument(original, inspect(original), CAPS)
    const plain = new WebAssembly.Instance(new WebAssembly.Module(original)).exports['run'] as Run
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(metered))
    const fuel = exports[METER.fuel] as WebAssembly.Global<bigint>
    fuel.value = PLENTY
    const repeats = repeatsFor(() => plain(argument))
    const many = (run: Run) => {
      for (let count = 0; count < repeats; count += 1) run(argument)
    }
    const times = interleave({ plain: () => many(plain), metered: () => many(exports['run'] as Run) }, rounds)
    const ratio = pairedRatio(times.metered, times.plain)
    ratios.push(ratio)
    lines.push(
      `  ${program.name.padEnd(10)} ${ratio.toFixed(2).padStart(4)}   ${(metered.length / original.length).toFixed(2)}`,
    )
  }
  lines.push(`  geometric mean ${geometricMean(ratios).toFixed(2)}`)
  return [...lines, await rewritingSpeed(rounds)]
}

/** How often to run, so that it takes long enough to measure. */
function repeatsFor(run: () => unknown): number {
  const start = performance.now()
  let repeats = 0
  for (; performance.now() - start < RUN_MS; repeats += 1) run()
  return repeats
}

/** Megabytes a second of inspect + instrument on the engine of the `js` ABI, warm. */
async function rewritingSpeed(rounds: number): Promise<string> {
  const engine = await readFile(fileURLToPath(import.meta.resolve('quickjs-wasi/quickjs.wasm')))
  const { rewrite } = interleave({ rewrite: () => instrument(engine, inspect(engine), CAPS) }, Math.max(3, rounds))
  const megabytes = engine.length / 1e6
  return `  rewriting ${(megabytes / (quantile(rewrite, 0.5) / 1000)).toFixed(0)} MB/s`
}

import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { inspect } from '../src/inspect/index.ts'
import { instrument } from '../src/instrument/index.ts'
import { ENGINE_FLAGS } from '../src/sandbox/supervisor/spawn-sandbox.ts'
import { geometricMean, interleave, quantile } from './interleaved.ts'
import type { Measurement } from './metered-program.ts'

const CAPS = { memoryPages: 65_536, tableElements: 1_000_000 }

/** Those of `programs/`, and the engine of the `js` ABI. */
const PROGRAMS = [
  'compression',
  'embedded',
  'image',
  'json',
  'pattern',
  'quickjs',
  'recursion',
  'sha-256',
  'sort',
] as const

/** What metering costs: the same programs with and without, each in a fresh process. */
export async function benchMetering({ rounds, warmUpMs }: { rounds: number; warmUpMs: number }): Promise<string[]> {
  const lines = ['metering: metered / unmetered', '  program      time   size']
  const measured: Measurement[] = []
  for (const program of PROGRAMS) {
    const measurement = await measure(program, rounds, warmUpMs)
    measured.push(measurement)
    lines.push(`  ${program.padEnd(11)}  ${measurement.time.toFixed(2)}   ${measurement.size.toFixed(2)}`)
  }
  const times = measured.map(({ time }) => time)
  lines.push(`  geometric mean ${geometricMean(times).toFixed(2)}, worst ${Math.max(...times).toFixed(2)}`)
  return [...lines, await rewritingSpeed(rounds)]
}

async function measure(program: string, rounds: number, warmUpMs: number): Promise<Measurement> {
  const script = fileURLToPath(new URL('metered-program.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--no-wasm-native-module-cache',
    ...ENGINE_FLAGS,
    script,
    program,
    String(rounds),
    String(warmUpMs),
  ])
  return JSON.parse(stdout) as Measurement
}

/** Megabytes a second of inspect + instrument on the engine of the `js` ABI, warm. */
async function rewritingSpeed(rounds: number): Promise<string> {
  const engine = await readFile(fileURLToPath(import.meta.resolve('quickjs-wasi/quickjs.wasm')))
  const { rewrite } = interleave({ rewrite: () => instrument(engine, inspect(engine), CAPS) }, Math.max(3, rounds))
  const megabytes = engine.length / 1e6
  return `  rewriting ${(megabytes / (quantile(rewrite, 0.5) / 1000)).toFixed(0)} MB/s`
}

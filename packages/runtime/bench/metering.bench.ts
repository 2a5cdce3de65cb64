import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { inspect } from '../src/inspect/index.ts'
import { instrument } from '../src/instrument/index.ts'
import { ENGINE_FLAGS } from '../src/sandbox/supervisor/spawn-sandbox.ts'
import { geometricMean, interleave, quantile } from './interleaved.ts'
import type { Section, Size } from './section.ts'
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
export async function benchMetering({ rounds, warmUpMs }: Size): Promise<Section> {
  const measured: Measurement[] = []
  for (const program of PROGRAMS) measured.push(await measure(program, rounds, warmUpMs))
  const row = (name: string, { time, size }: Measurement) => [name, time.toFixed(2), size.toFixed(2)]
  const mean = {
    time: geometricMean(measured.map(({ time }) => time)),
    size: geometricMean(measured.map(({ size }) => size)),
  }
  return {
    title: 'Metering',
    about: `Programs with a meter against the same programs without, in turn, each in a process of its own: time and size of the code.
Inspecting and rewriting a module takes ${await rewritingSpeed(rounds)}, warm.`,
    columns: ['program', 'time', 'size'],
    rows: [...PROGRAMS.map((program, index) => row(program, measured[index]!)), row('geometric mean', mean)],
  }
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

/** How much of inspect + instrument goes in a second on the engine of the `js` ABI, warm. */
async function rewritingSpeed(rounds: number): Promise<string> {
  const engine = await readFile(fileURLToPath(import.meta.resolve('quickjs-wasi/quickjs.wasm')))
  const { rewrite } = interleave({ rewrite: () => instrument(engine, inspect(engine), CAPS) }, Math.max(3, rounds))
  const megabytes = engine.length / 1e6
  return `${(megabytes / (quantile(rewrite, 0.5) / 1000)).toFixed(0)} MB/s`
}

import { spawn } from 'node:child_process'
import { SourceMap } from 'node:module'
import { buffer, text } from 'node:stream/consumers'
import { z } from 'zod'
import type { DescribedExtension } from '../guest/entry-point.ts'
import type { Position } from '../json/json-source.ts'
import { inSdk } from '../sdk-location.ts'
import { BuildRefused } from './build.errors.ts'
import type { Bundle } from './bundle.ts'

export const EVALUATION_TIMEOUT_MS = 5_000

const evaluationSchema = z.union([
  z.object({ described: z.string() }),
  z.object({ error: z.object({ message: z.string(), stack: z.string() }) }),
])
/** The answer of the child. `described` is JSON. */
export type Evaluation = z.infer<typeof evaluationSchema>

/** What the manifest's schema will judge is not judged here, where nobody could say whose line it is. */
const describedSchema: z.ZodType<DescribedExtension> = z.object({
  operations: z.array(
    z.object({
      type: z.enum(['query', 'action']),
      name: z.string(),
      title: z.unknown().optional(),
      description: z.unknown().optional(),
      input: z.unknown().optional(),
      output: z.unknown().optional(),
    }),
  ),
  jobs: z.array(
    z.object({
      name: z.string(),
      resumable: z.boolean(),
      title: z.unknown().optional(),
      description: z.unknown().optional(),
      params: z.unknown().optional(),
    }),
  ),
})

/**
 * Evaluates a bundle of `descriptionModule` once, in a child process that can reach nothing, and answers what it
 * declares. Throws BuildRefused when the source throws, or takes longer than 5 seconds.
 */
export async function evaluate({ code, map }: Bundle, source: string): Promise<DescribedExtension> {
  const answer = await runChild(code, source)
  if ('described' in answer) return describedSchema.parse(JSON.parse(answer.described))
  const { message, stack } = answer.error
  throw new BuildRefused([{ ...originOf(stack, map, source), message }])
}

async function runChild(code: string, source: string): Promise<Evaluation> {
  const child = spawn(process.execPath, CHILD_ARGUMENTS, {
    env: {},
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: EVALUATION_TIMEOUT_MS,
    killSignal: 'SIGKILL',
  })
  // A child that ends before it has read everything breaks the pipe; what it printed, or did not, tells the story.
  child.stdin.on('error', () => undefined)
  child.stdin.end(code)
  const [output, complaint] = await Promise.all([buffer(child.stdout), text(child.stderr), closed(child)])
  if (child.signalCode === 'SIGKILL') throw tookTooLong(source)
  if (output.length === 0) throw new Error(`The build could not evaluate ${source}: ${complaint.trim()}`)
  return evaluationSchema.parse(JSON.parse(output.toString('utf8')))
}

const CHILD_ARGUMENTS = [
  '--permission',
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  '--max-old-space-size=256',
  inSdk('dist/evaluation-child.mjs'),
]

const closed = (child: ReturnType<typeof spawn>) =>
  new Promise<void>((resolve, reject) => child.once('close', () => resolve()).once('error', reject))

const tookTooLong = (source: string) =>
  new BuildRefused([
    { file: source, message: `It did not come to an end within ${EVALUATION_TIMEOUT_MS / 1000} seconds of evaluation` },
  ])

const FRAME = /extension\.js:(\d+):(\d+)/g

/** Finds the line of the author's own sources that a stack of the bundle comes to first. */
function originOf(stack: string, map: string, source: string): { file: string; position?: Position } {
  const sourceMap = new SourceMap(JSON.parse(map))
  for (const [, line, column] of stack.matchAll(FRAME)) {
    const origin = sourceMap.findOrigin(Number(line), Number(column))
    if ('fileName' in origin && isOwnSource(origin.fileName))
      return { file: origin.fileName, position: { line: origin.lineNumber, column: origin.columnNumber } }
  }
  return { file: source }
}

const isOwnSource = (file: string): boolean =>
  !file.startsWith('..') && !file.includes('node_modules/') && !file.includes(':')

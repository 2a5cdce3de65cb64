import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { join } from 'node:path'
import { inSdk } from '../src/sdk-location.ts'
import { temporaryFolder } from './project-folder.ts'

export interface Outcome {
  code: number | null
  stdout: string
  stderr: string
}

export interface RunOptions {
  env?: Readonly<Record<string, string>>
  /** Standard input. */
  input?: string
  cwd?: string
}

const PROGRAM = inSdk('bin/grantry.mjs')

/** Runs the command line as a process of its own, with nothing of this machine's configuration in sight. */
export async function runGrantry(args: readonly string[], { env, input = '', cwd }: RunOptions = {}): Promise<Outcome> {
  return outcomeOf(spawn(process.execPath, [PROGRAM, ...args], { cwd, env: await cleanEnvironment(env) }), input)
}

/** What is typed once a text has appeared. */
export type Dialogue = readonly (readonly [appears: string, typed: string])[]

/** The same on a terminal, where questions can be asked. Both outputs arrive together, as `stdout`. */
export async function runOnTerminal(
  args: readonly string[],
  dialogue: Dialogue,
  { env, cwd }: RunOptions = {},
): Promise<Outcome> {
  const command = [process.execPath, PROGRAM, ...args].map((word) => `'${word.replaceAll(`'`, `'\\''`)}'`).join(' ')
  const terminal = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd,
    env: { ...(await cleanEnvironment(env)), PATH: process.env.PATH, SHELL: '/bin/sh', TERM: 'xterm' },
  })
  const pending = [...dialogue]
  let seen = ''
  terminal.stdout.on('data', (chunk: Buffer) => {
    seen += chunk.toString('utf8')
    const [next] = pending
    if (next === undefined || !seen.includes(next[0])) return
    pending.shift()
    seen = ''
    terminal.stdin.write(`${next[1]}\r`)
  })
  return outcomeOf(terminal, null)
}

async function cleanEnvironment(env: RunOptions['env'] = {}): Promise<NodeJS.ProcessEnv> {
  return { GRANTRY_CONFIG: join(await temporaryFolder(), 'config.json'), ...env }
}

async function outcomeOf(child: ReturnType<typeof spawn>, input: string | null): Promise<Outcome> {
  const { stdin, stdout, stderr } = child
  if (!stdin || !stdout || !stderr) throw new Error('The process has no pipes')
  if (input !== null) stdin.end(input)
  const ended = new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject))
  const [code, out, err] = await Promise.all([ended, text(stdout), text(stderr)])
  stdin.destroy()
  return { code, stdout: out, stderr: err }
}

// npm run dev: the API and the store, each reloading when a file is saved. One Ctrl-C stops everything.
//
//   runtime  rebuilds the sandbox         api-build  rebuilds the API
//   api      runs it, again after each    web        serves the store and passes /v1 on to the API
import { spawn } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { styleText } from 'node:util'

const ROOT = join(import.meta.dirname, '..')
const BIN = join(ROOT, 'node_modules', '.bin')
const API_BUNDLE = join(ROOT, 'apps', 'api', 'dist', 'main.js')
const WATCHING = [
  '--watch',
  '--watch-preserve-output',
  '--watch-path=apps/api/dist',
  '--watch-path=packages/runtime/dist',
]
const STOP_PATIENCE_MS = 20_000
const COLOURS = ['cyan', 'magenta', 'yellow', 'green']

const env = { ...process.env, PATH: `${BIN}:${process.env.PATH}`, NODE_ENV: 'development' }
const startedAt = Date.now()
const children = []
const stopping = new AbortController()

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stopping.abort())
stopping.signal.addEventListener('abort', () => void endChildren())

run('runtime', 'packages/runtime', ['rolldown', '-c', '-w'])
run('api-build', 'apps/api', ['rolldown', '-c', '-w'])
run('web', 'apps/web', ['vite'])
await firstBuild()
run('api', '.', ['node', ...WATCHING, '--enable-source-maps', API_BUNDLE])

/** Runs a program until the end of the session, with its name before each line. */
function run(name, folder, [program, ...args]) {
  if (stopping.signal.aborted) return
  const child = spawn(join(BIN, program), args, {
    cwd: join(ROOT, folder),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own: Ctrl-C reaches this script alone, which then stops the others in good order.
    detached: true,
  })
  const label = styleText(COLOURS[children.length % COLOURS.length], name.padEnd(9))
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => process.stdout.write(`${label} ${line}\n`))
  }
  const ended = new Promise((resolve) => child.once('close', resolve))
  children.push({ child, ended })
  child.once('close', (code) => {
    if (stopping.signal.aborted) return
    process.stdout.write(`${label} ended with code ${code}\n`)
    stopping.abort()
  })
}

/** The API is run from its bundle, which the watcher writes anew when it begins. */
async function firstBuild() {
  const isBuilt = () => existsSync(API_BUNDLE) && statSync(API_BUNDLE).mtimeMs >= startedAt
  while (!stopping.signal.aborted && !isBuilt()) await delay(50)
}

async function endChildren() {
  for (const { child } of children) child.kill('SIGTERM')
  const late = setTimeout(() => {
    for (const { child } of children) if (child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
  }, STOP_PATIENCE_MS)
  await Promise.all(children.map(({ ended }) => ended))
  clearTimeout(late)
}

import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { startChild } from './start-child.ts'

/**
 * Reads which processes there are. When there is nothing more to read, because the one that wrote it is gone, however it
 * ended, it kills those that are left. What a terminal sends to all of its processes does not end it.
 */
const PROGRAM = `
trap '' HUP INT TERM
kept=' '
while read -r word pid; do
  case $word in
    add) kept="$kept$pid " ;;
    remove) kept="\${kept%% "$pid" *} \${kept#* "$pid" }" ;;
  esac
done
for pid in $kept; do kill -KILL "$pid"; done`

/** A keeper that is gone is replaced after this time: where there is no shell, that is how often one is looked for. */
const PAUSE_MS = 1_000

/**
 * Sees to it that no sandbox outlives this process. One that waits ends by itself when its channel is closed; one that
 * computes does not notice, has no thread that could, and a server that is killed has no time left to say anything. So a
 * small process beside it waits for its end.
 */
export class Keeper {
  readonly #shell: string
  readonly #kept = new Set<number>()
  #process: ChildProcess | null = null
  #isClosed = false

  /** `shell`: path of the one that keeps. */
  constructor(shell = '/bin/sh') {
    this.#shell = shell
  }

  /** Keeps a process until it has ended. */
  keep(pid: number, ended: Promise<unknown>): void {
    this.#kept.add(pid)
    this.#tell(`add ${pid}`)
    this.#start()
    const forget = () => this.#forget(pid)
    ended.then(forget, forget)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    const process = this.#process
    if (process === null) return
    process.ref() // somebody waits for its end, who may have nothing else to do
    const ended = once(process, 'close').catch(() => {}) // it has never been there
    process.stdin?.end()
    await ended
  }

  #forget(pid: number): void {
    this.#kept.delete(pid)
    this.#tell(`remove ${pid}`)
  }

  #start(): void {
    if (this.#isClosed || this.#process !== null || this.#kept.size === 0) return
    const started = startChild(this.#shell, ['-c', PROGRAM], {
      cwd: '/',
      env: {},
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true, // a group of its own: whoever kills ours has to leave it
    })
    const replace = () => this.#replace(started)
    started.on('exit', replace).on('error', replace)
    started.stdin?.on('error', replace)
    started.unref()
    this.#process = started
    for (const pid of this.#kept) this.#tell(`add ${pid}`)
  }

  #replace(gone: ChildProcess): void {
    if (this.#process !== gone) return
    this.#process = null
    setTimeout(() => this.#start(), PAUSE_MS).unref()
  }

  #tell(line: string): void {
    this.#process?.stdin?.write(`${line}\n`)
  }
}

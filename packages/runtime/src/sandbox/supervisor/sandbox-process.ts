import { Channel } from '../channel.ts'
import { toSandbox, toSupervisor, type ToSandbox, type ToSupervisor } from '../protocol.ts'
import type { Greeting } from './greetings.ts'
import type { PollingPlaces, Sitter } from './polling-places.ts'
import { spawnSandbox, type SandboxProgram } from './spawn-sandbox.ts'

/** Why a process is no longer there. */
export interface ProcessEnd {
  /** Our reason when we killed it, else what the operating system says. */
  reason: string
  /** The end of what it wrote to its standard error, for people who look for the cause. */
  lastWords: string
}

/** The process ended, or was ended, before it listened. */
export class SandboxNotStarted extends Error {
  override readonly name = 'SandboxNotStarted'
}

interface Owner {
  onMessage(message: ToSupervisor): void
  onEnd(end: ProcessEnd): void
}

const LAST_WORDS_BYTES = 4_096
/** Starting takes 30 to 100 ms; much longer, on a machine that does everything at once. */
const START_DEADLINE_MS = 30_000

/**
 * One sandbox process and the channel to it. It has no owner while it waits in the warm pool; its first frame must be
 * `ready`, and a frame that is none, or that comes before anybody asked for something, is the end of it.
 */
export class SandboxProcess implements Sitter {
  /** Settles once it listens; rejects with SandboxNotStarted when it never will. */
  readonly ready: Promise<void>
  readonly ended: Promise<ProcessEnd>
  lastHereAt = 0
  readonly #places: PollingPlaces
  readonly #process: ReturnType<typeof spawnSandbox>['process']
  readonly #channel: Channel<ToSupervisor, ToSandbox>
  readonly #ready = Promise.withResolvers<void>()
  readonly #startTimer: NodeJS.Timeout
  #listens = false
  #owner: Owner | null = null
  #killedFor: string | null = null
  #lastWords = ''
  #alive = true

  /** `greeting` is sent first; its answer is the `ready` frame. */
  constructor(program: SandboxProgram, greeting: Greeting, places: PollingPlaces) {
    this.#places = places
    const { process, socket } = spawnSandbox(program)
    this.#process = process
    this.ready = this.#ready.promise
    this.ready.catch(() => {}) // who takes a process awaits it; one that nobody takes may fail unheard
    this.#channel = new Channel(socket, {
      incoming: toSupervisor,
      outgoing: toSandbox,
      onMessage: (message) => this.#receive(message),
      onViolation: (violation) => this.kill(`protocol violation: ${violation.message}`),
      mayPoll: () => this.rest === 'awake',
    })
    socket.on('data', (chunk: Buffer) => this.#channel.receive(chunk))
    socket.on('error', () => process.kill('SIGKILL')) // it has gone, or is about to
    process.stderr?.setEncoding('utf8').on('data', (words: string) => {
      this.#lastWords = (this.#lastWords + words).slice(-LAST_WORDS_BYTES)
    })
    greeting.then(
      (frames) => frames.forEach((frame) => this.send(frame)),
      (error) => this.kill(`nothing to greet it with: ${error}`),
    )
    this.#startTimer = setTimeout(() => this.kill('it took too long to start'), START_DEADLINE_MS)
    this.ended = this.#watch()
  }

  /** Undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#process.pid
  }

  get alive(): boolean {
    return this.#alive
  }

  /** Bytes that it was sent and has not read, beyond the operating system's buffer. */
  get unreadBytes(): number {
    return this.#channel.unreadBytes
  }

  /** How to wait for it, and it for us, now that there is something to say. */
  get rest(): 'awake' | 'asleep' {
    return this.#places.take(this)
  }

  adopt(owner: Owner): void {
    this.#owner = owner
  }

  send(message: ToSandbox): void {
    if (this.#alive) this.#channel.send(message)
  }

  /** Ends the process at once, whatever it is doing. The first reason stands. */
  kill(reason: string): void {
    this.#killedFor ??= reason
    this.#alive = false
    this.#process.kill('SIGKILL')
  }

  async #watch(): Promise<ProcessEnd> {
    const { promise, resolve } = Promise.withResolvers<string>()
    this.#process.once('error', (error) => resolve(`could not be started: ${error.message}`))
    this.#process.once('close', (code, signal) => resolve(signal === null ? `exited with ${code}` : `got ${signal}`))
    const observed = await promise
    clearTimeout(this.#startTimer)
    this.#alive = false
    const end = { reason: this.#killedFor ?? observed, lastWords: this.#lastWords }
    this.#ready.reject(new SandboxNotStarted(describeEnd(end)))
    this.#owner?.onEnd(end)
    return end
  }

  #receive(message: ToSupervisor): void {
    if (message.type === 'ready' && !this.#listens) this.#becomeReady()
    else if (this.#owner === null) this.kill('protocol violation: it spoke before it was asked')
    else this.#owner.onMessage(message)
  }

  #becomeReady(): void {
    this.#listens = true
    clearTimeout(this.#startTimer)
    this.#ready.resolve()
  }
}

/** One line for people: the reason, and the last words if there were any. */
export const describeEnd = ({ reason, lastWords }: ProcessEnd): string =>
  lastWords === '' ? reason : `${reason}: ${lastWords.trim()}`

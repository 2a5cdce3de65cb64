import { connect, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

export type Side = 'before' | 'after'

/** Watches what is sent on a connection, beginning with `first`: whether it is a step. Null when nothing on it is one. */
export type StepRule = (first: Buffer) => ((sent: Buffer) => boolean) | null

/** Transactions of the server's own connections; those of the queue and of the node's lease have other names. */
export const TRANSACTIONS: StepRule = (first) => {
  if (!first.includes('application_name\0grantry\0')) return null
  // A statement is sent once with a name, and from then on by it.
  let name: string | null = null
  return (sent) => {
    if (name !== null && sent.includes(`\0${name}\0`)) return true
    name = /(\w+)\0COMMIT\0/.exec(sent.toString('latin1'))?.[1] ?? name
    return sent.includes('COMMIT')
  }
}

/** What the provider is asked to do; what only reads has no effect. */
export const PROVIDER_CALLS: StepRule = () => (sent) => sent.subarray(0, 9).toString() === 'POST /v1/'

/**
 * Stands between a server and what it writes to, counts the steps by which it changes something, and ends the server at one
 * of them: before the step has reached the other side, or after it was done and before the server has heard of it.
 */
export class Tripwire {
  private readonly relays: Server[] = []
  private wire: { stepsLeft: number; side: Side; end: () => void } | null = null
  /** Since it was last armed or asked. */
  private count = 0

  /** Relays to `target`. Answers the port of loopback on which it does. */
  async relay(target: NetConnectOpts, rule: StepRule): Promise<number> {
    const relay = createServer((near) => this.connect(near, connect(target), rule))
    relay.listen(0, '127.0.0.1')
    await once(relay, 'listening')
    this.relays.push(relay)
    return (relay.address() as AddressInfo).port
  }

  /** Resolves when the server was ended at the step, the first one being 1. */
  arm(step: number, side: Side, end: () => void): Promise<void> {
    this.count = 0
    return new Promise((resolve) => {
      this.wire = {
        stepsLeft: step,
        side,
        end: () => {
          this.wire = null
          end()
          resolve()
        },
      }
    })
  }

  /** Answers how many steps there were since it was armed. */
  disarm(): number {
    this.wire = null
    return this.count
  }

  close(): void {
    for (const relay of this.relays) relay.close()
  }

  private connect(near: Socket, far: Socket, rule: StepRule): void {
    const both = [near, far]
    const hangUp = () => both.forEach((socket) => socket.destroy())
    both.forEach((socket) => socket.on('error', hangUp).on('close', hangUp))
    let isStep: ReturnType<StepRule> | undefined
    let endsServer: (() => void) | null = null
    near.on('data', (sent: Buffer) => {
      if (isStep === undefined) isStep = rule(sent)
      const wire = isStep?.(sent) === true ? this.step() : null
      if (wire?.side === 'before') {
        wire.end()
        return hangUp()
      }
      endsServer = wire?.end ?? endsServer
      far.write(sent)
    })
    far.on('data', (heard: Buffer) => {
      if (endsServer === null) return void near.write(heard)
      endsServer()
      hangUp()
    })
  }

  /** The wire, when this is the step. */
  private step(): Tripwire['wire'] {
    this.count += 1
    if (this.wire === null) return null
    this.wire.stepsLeft -= 1
    return this.wire.stepsLeft === 0 ? this.wire : null
  }
}

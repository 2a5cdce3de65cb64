export interface HostReply {
  readonly request: number
  /** JSON text. */
  readonly reply: string
}

/**
 * What one piece of work in an engine has asked for and not been told yet. Each piece has its own: a reply for an
 * earlier one, which did not wait for it, reaches nobody.
 */
export class PendingReplies {
  readonly #arrived: (HostReply | { readonly fault: unknown })[] = []
  #requests = 0
  #underWay = 0
  #wake: (() => void) | null = null

  /** Replies that have not been given to {@link next} yet. */
  get underWay(): number {
    return this.#underWay
  }

  /** Gives a reply that is to come its number. */
  expect(coming: Promise<string>): number {
    const request = (this.#requests += 1)
    this.#underWay += 1
    coming.then(
      (reply) => this.#arrive({ request, reply }),
      (fault) => this.#arrive({ fault }),
    )
    return request
  }

  /** The next reply, in the order in which they come. Throws what makes an end of the work instead. */
  async next(): Promise<HostReply> {
    if (this.#arrived.length === 0) await new Promise<void>((wake) => (this.#wake = wake))
    this.#underWay -= 1
    const arrived = this.#arrived.shift()!
    if ('fault' in arrived) throw arrived.fault
    return arrived
  }

  #arrive(reply: HostReply | { readonly fault: unknown }): void {
    this.#arrived.push(reply)
    this.#wake?.()
    this.#wake = null
  }
}

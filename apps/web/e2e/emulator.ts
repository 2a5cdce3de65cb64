/** What happens around the payment provider, at the emulator that a checkout of the server is on. */
export class Emulator {
  private readonly origin: string

  constructor(checkoutUrl: string) {
    this.origin = new URL(checkoutUrl).origin
  }

  /** Has days pass for the provider: trials end, subscriptions renew. */
  advance(days: number): Promise<void> {
    return this.act('advance', { days })
  }

  /** A person pays on the page of the checkout. */
  payCheckout(checkoutUrl: string, card: string): Promise<void> {
    return this.act('pay_checkout', { id: new URL(checkoutUrl).pathname.split('/').at(-1), answers: { card } })
  }

  /** The card holder's bank asks what a charge was for. */
  openInquiry(charge: string): Promise<void> {
    return this.act('open_inquiry', { id: charge })
  }

  /** The provider refuses the next request to a route, such as `POST /v1/refunds`. */
  refuseNext(route: string): Promise<void> {
    return this.act('inject_api_fault', { apiFault: { kind: 'refusal', route } })
  }

  private async act(name: string, body: object): Promise<void> {
    const response = await fetch(`${this.origin}/_emulator/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(await response.text())
  }
}

/** Where payments go. Found out at the start, because a local emulator says only then where it listens. */
export class PaymentsConfig {
  /** `emulator`: no money moves, and everybody should be told so. */
  readonly provider: 'stripe' | 'emulator'
  readonly secretKey: string
  /** Signs what the provider tells us, several separated by commas; null on a node that is told nothing. */
  readonly webhookSecret: string | null
  /** Null: Stripe's own. */
  readonly apiBase: URL | null

  constructor(settings: Pick<PaymentsConfig, 'provider' | 'secretKey' | 'webhookSecret' | 'apiBase'>) {
    this.provider = settings.provider
    this.secretKey = settings.secretKey
    this.webhookSecret = settings.webhookSecret
    this.apiBase = settings.apiBase
  }

  /** `test`: a key of Stripe's test mode, or the emulator. */
  get mode(): 'test' | 'live' {
    return this.provider === 'stripe' && /^[sr]k_live_/.test(this.secretKey) ? 'live' : 'test'
  }
}

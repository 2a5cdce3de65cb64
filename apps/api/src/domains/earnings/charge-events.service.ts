import { Injectable } from '@nestjs/common'
import { ProviderEvents } from '../billing/index.ts'
import { ChargeReader } from './charge-reader.ts'
import { Charges } from './charges.service.ts'

/** Takes charges over from what the provider tells. */
@Injectable()
export class ChargeEvents {
  constructor(
    private readonly events: ProviderEvents,
    private readonly reader: ChargeReader,
    private readonly charges: Charges,
  ) {}

  listen(): void {
    this.events.on('charge', {
      prepare: (charge) => this.reader.read(charge),
      apply: async (tx, _charge, state) => {
        if (state !== null) await this.charges.capture(tx, state)
      },
    })
  }
}

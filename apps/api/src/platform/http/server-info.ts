import { Injectable } from '@nestjs/common'
import { AppConfig } from '../../config/app-config.ts'
import { PaymentsConfig } from '../../config/payments-config.ts'

export interface ServerFacts {
  name: string
  version: string
  database: 'embedded' | 'external'
  /** `test`: no money moves. */
  billing: 'test' | 'live'
  payments: 'stripe' | 'emulator'
}

/** One version for the whole repository. */
export const VERSION = '0.1.0'

/** What anybody may know of this server. */
@Injectable()
export class ServerInfo {
  constructor(
    private readonly config: AppConfig,
    private readonly payments: PaymentsConfig,
  ) {}

  get facts(): ServerFacts {
    return {
      name: 'Grantry',
      version: VERSION,
      database: this.config.databaseUrl === null ? 'embedded' : 'external',
      billing: this.payments.mode,
      payments: this.payments.provider,
    }
  }
}

import { Injectable } from '@nestjs/common'
import { z } from 'zod'
import { AppConfig } from '../../config/app-config.ts'
import { PaymentsConfig } from '../../config/payments-config.ts'

export const serverFactsSchema = z
  .object({
    name: z.string(),
    version: z.string(),
    database: z.enum(['embedded', 'external']),
    billing: z.enum(['test', 'live']).describe('test: no money moves'),
    payments: z.enum(['stripe', 'emulator']),
  })
  .meta({ id: 'ServerFacts' })
export type ServerFacts = z.infer<typeof serverFactsSchema>

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

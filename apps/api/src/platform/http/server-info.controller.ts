import { Controller, Get } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { AppConfig } from '../../config/app-config.ts'
import { PaymentsConfig } from '../../config/payments-config.ts'
import { Public } from './access.decorators.ts'

interface ServerInfo {
  name: string
  version: string
  database: 'embedded' | 'external'
  /** `test`: no money moves. */
  billing: 'test' | 'live'
  payments: 'stripe' | 'emulator'
}

/** What a client may know of a server before it signs in. */
@Public()
@ApiTags('server')
@Controller('v1/server')
export class ServerInfoController {
  constructor(
    private readonly config: AppConfig,
    private readonly payments: PaymentsConfig,
  ) {}

  @Get()
  get(): ServerInfo {
    return {
      name: 'Grantry',
      version: VERSION,
      database: this.config.databaseUrl === null ? 'embedded' : 'external',
      billing: this.payments.mode,
      payments: this.payments.provider,
    }
  }
}

/** One version for the whole repository. */
export const VERSION = '0.1.0'

import { Controller, Get } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { AppConfig } from '../../config/app-config.ts'
import { Public } from './access.decorators.ts'

/** What a client may know of a server before it signs in. */
@Public()
@ApiTags('server')
@Controller('v1/server')
export class ServerInfoController {
  constructor(private readonly config: AppConfig) {}

  @Get()
  get(): { name: string; version: string; database: 'embedded' | 'external' } {
    return { name: 'Grantry', version: VERSION, database: this.config.databaseUrl === null ? 'embedded' : 'external' }
  }
}

/** One version for the whole repository. */
export const VERSION = '0.1.0'

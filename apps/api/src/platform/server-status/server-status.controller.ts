import { Controller, Get } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { type ServerStatus, serverStatusSchema } from '@grantry/contract'
import { AdminOnly, AllowToken, ApiAnswer } from '../http/index.ts'
import { ServerStatusService } from './server-status.service.ts'

/** For those who run a server and look at it themselves; programs that watch it read `/metrics`. */
@AdminOnly()
@ApiTags('server')
@Controller('v1/admin/server')
export class ServerStatusController {
  constructor(private readonly status: ServerStatusService) {}

  @Get()
  @ApiOperation({ summary: 'Answers how the server fares and what needs attention' })
  @AllowToken('review')
  @ApiAnswer(serverStatusSchema)
  get(): Promise<ServerStatus> {
    return this.status.get()
  }
}

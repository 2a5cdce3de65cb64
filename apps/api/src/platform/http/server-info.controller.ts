import { Controller, Get } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Public } from './access.decorators.ts'
import { ApiAnswer } from './openapi.ts'
import { type ServerFacts, serverFactsSchema, ServerInfo } from './server-info.ts'

/** What a client may know of a server before it signs in. */
@Public()
@ApiTags('server')
@Controller('v1/server')
export class ServerInfoController {
  constructor(private readonly info: ServerInfo) {}

  @Get()
  @ApiOperation({ summary: 'Answers what a client may know of a server before it signs in' })
  @ApiAnswer(serverFactsSchema)
  get(): ServerFacts {
    return this.info.facts
  }
}

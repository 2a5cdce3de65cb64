import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common'
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger'
import {
  type CallableOperation,
  callableOperationListSchema,
  FUEL_HEADER,
  MAX_ENTRY_CONTENT_BYTES,
  MEMORY_HEADER,
  SHARES_HEADER,
  TIMING_HEADER,
} from '@grantry/contract'
import type { FastifyReply } from 'fastify'
import { AllowToken, ApiAnswer, BodyLimit, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { WorkspacesService } from '../workspaces/index.ts'
import { OperationsService } from './operations.service.ts'
import { toServerTiming } from './server-timing.ts'

/** The largest file that `entries.create` takes, in base64, and what stands around it. Guests take 1 MiB. */
const MAX_INPUT_BYTES = Math.ceil((MAX_ENTRY_CONTENT_BYTES * 4) / 3) + 1024 * 1024

@ApiTags('operations')
@Controller('v1/workspaces/:ws/operations')
export class OperationsController {
  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly operations: OperationsService,
  ) {}

  @AllowToken('read')
  @Get()
  @ApiOperation({ summary: 'Lists the operations that can be called in the workspace, with their JSON Schemas' })
  @ApiAnswer(callableOperationListSchema)
  async list(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
  ): Promise<{ items: CallableOperation[]; nextCursor: null }> {
    const access = await this.workspaces.require(ws, principal, 'viewer')
    return { items: await this.operations.list(access), nextCursor: null }
  }

  @AllowToken('call')
  @BodyLimit(MAX_INPUT_BYTES)
  @Post(':method')
  @ApiOperation({
    summary: 'Calls an operation',
    description:
      'JSON in, JSON out. `method` is a wire name (`query:hello:greet.v1`) or an alias (`hello:greet`); a call without a body is a call with `{}`.',
  })
  @HttpCode(200)
  @ApiBody({ schema: {}, required: false, description: 'The input, by the JSON Schema of the operation' })
  @ApiResponse({
    status: 200,
    description: 'The answer of the operation; the headers come with those of extensions',
    content: { 'application/json': { schema: {} } },
    headers: {
      [FUEL_HEADER]: { description: 'Units of fuel the call used', schema: { type: 'integer' } },
      [MEMORY_HEADER]: { description: 'Pages of 64 KiB its memory had', schema: { type: 'integer' } },
      [SHARES_HEADER]: {
        description: 'The fuel by extension, of this one and those that were called for it: `finance=1200, mail=53`',
        schema: { type: 'string' },
      },
      [TIMING_HEADER]: {
        description: 'Where the time went: queue, load, run and host, each in milliseconds',
        schema: { type: 'string' },
      },
    },
  })
  async call(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('method') method: string,
    @Body() input: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { output, used } = await this.operations.call(ws, principal, method, input === undefined ? {} : input)
    if (used !== null) {
      void reply
        .header(FUEL_HEADER, String(used.fuel))
        .header(MEMORY_HEADER, String(used.memoryPages))
        .header(TIMING_HEADER, toServerTiming(used.stages))
        .header(SHARES_HEADER, used.shares.toHeader())
    }
    await reply.header('content-type', 'application/json; charset=utf-8').send(output)
  }
}

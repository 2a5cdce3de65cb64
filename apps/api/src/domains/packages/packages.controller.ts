import { Controller, Param, Post, Query, Req, Res } from '@nestjs/common'
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger'
import { type PublishAs, publishedSchema, publishQuerySchema } from '@grantry/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Readable } from 'node:stream'
import { AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { packagesErrors } from './packages.errors.ts'
import { PackagesService } from './packages.service.ts'
import { PublishAnswer, wantsStages } from './publish-answer.ts'

@ApiTags('publish')
@Controller('v1/publishers/:slug/versions')
export class PackagesController {
  constructor(private readonly packages: PackagesService) {}

  @AllowToken('publish')
  @Post()
  @ApiOperation({
    summary: 'Uploads a version',
    description:
      'The body is the .tgz itself, streamed. Nothing is kept unless all of it passes. Whoever accepts `application/x-ndjson` is told each stage in a line of its own; a refusal is then the last line.',
  })
  @ApiConsumes('application/gzip')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiAnswer(publishedSchema, { status: 201, description: 'Submitted for review, or kept as a draft' })
  async publish(
    @CurrentPrincipal() principal: Principal,
    @Param('slug') slug: string,
    @Query({ schema: publishQuerySchema }) { as }: { as: PublishAs },
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { body } = request
    if (!(body instanceof Readable)) throw packagesErrors.notGzip(request.headers['content-type'] ?? 'nothing')
    // Whatever comes of it, the connection stays open for the answer.
    const upload = body.iterator({ destroyOnReturn: false })
    const publish = (options: object) => this.packages.publish(slug, principal.userId, upload, { as, ...options })
    if (wantsStages(request)) await new PublishAnswer(request, reply).tell((onStage) => publish({ onStage }))
    else await reply.status(201).send(await publish({}))
  }
}

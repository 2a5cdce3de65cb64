import { Controller, Param, Post, Req } from '@nestjs/common'
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger'
import { type Published, publishedSchema } from '@grantry/contract'
import type { FastifyRequest } from 'fastify'
import { Readable } from 'node:stream'
import { AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { packagesErrors } from './packages.errors.ts'
import { PackagesService } from './packages.service.ts'

@ApiTags('publish')
@Controller('v1/publishers/:slug/versions')
export class PackagesController {
  constructor(private readonly packages: PackagesService) {}

  /** The body is the .tgz itself, streamed. Nothing is kept unless all of it passes. */
  @AllowToken('publish')
  @Post()
  @ApiConsumes('application/gzip')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiAnswer(publishedSchema, { status: 201, description: 'Submitted for review' })
  publish(
    @CurrentPrincipal() principal: Principal,
    @Param('slug') slug: string,
    @Req() request: FastifyRequest,
  ): Promise<Published> {
    const { body } = request
    if (!(body instanceof Readable)) throw packagesErrors.notGzip(request.headers['content-type'] ?? 'nothing')
    // Whatever comes of it, the connection stays open for the answer.
    return this.packages.publish(slug, principal.userId, body.iterator({ destroyOnReturn: false }))
  }
}

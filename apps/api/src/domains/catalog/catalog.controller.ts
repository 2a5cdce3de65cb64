import { Controller, Get, Param, Query, Res } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  catalogQuerySchema,
  digestSchema,
  type ExtensionDetail,
  extensionDetailSchema,
  extensionPageSchema,
  type ExtensionSummary,
  type Page,
  type VersionDetail,
  versionDetailSchema,
} from '@grantry/contract'
import type { FastifyReply } from 'fastify'
import type { z } from 'zod'
import { BlobStore } from '../../platform/blobs/index.ts'
import { ApiAnswer, ApiFile, OptionalPrincipal, type Principal, Public } from '../../platform/http/index.ts'
import { catalogErrors } from './catalog.errors.ts'
import { CatalogService } from './catalog.service.ts'
import { PUBLIC_STATES } from './version-states.ts'
import { filesOf, manifestOf } from './views.ts'

const IMAGE_TYPES: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  svg: 'image/svg+xml',
}
/** An image of a publisher is shown, never run: not as a document, not with scripts. */
const IMAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
const IMMUTABLE = 'public, max-age=31536000, immutable'

@Public()
@ApiTags('catalogue')
@Controller('v1/extensions')
export class CatalogController {
  constructor(
    private readonly catalog: CatalogService,
    private readonly blobs: BlobStore,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Searches the store' })
  @ApiAnswer(extensionPageSchema)
  search(
    @Query({ schema: catalogQuerySchema }) query: z.infer<typeof catalogQuerySchema>,
  ): Promise<Page<ExtensionSummary>> {
    return this.catalog.search(query)
  }

  @Get(':id')
  @ApiOperation({ summary: 'Answers an extension as its page shows it' })
  @ApiAnswer(extensionDetailSchema)
  get(@Param('id') id: string): Promise<ExtensionDetail> {
    return this.catalog.get(id)
  }

  @Get(':id/versions/:version')
  @ApiOperation({ summary: 'Answers one version of an extension' })
  @ApiAnswer(versionDetailSchema)
  getVersion(@Param('id') id: string, @Param('version') version: string): Promise<VersionDetail> {
    return this.catalog.getVersion(id, version)
  }

  @Get(':id/versions/:version/archive')
  @ApiOperation({
    summary: 'Downloads the archive of a version',
    description: 'Its SHA-256 is the digest of the version; it never changes.',
  })
  @ApiFile('application/gzip', 'The archive')
  async archive(@Param('id') id: string, @Param('version') version: string, @Res() reply: FastifyReply): Promise<void> {
    const row = await this.catalog.getPublic(id, version)
    const bytes = await this.blobs.get(digestSchema.parse(row.digest))
    await this.catalog.countDownload(id)
    await reply
      .header('content-type', 'application/gzip')
      .header('content-disposition', `attachment; filename="${id}-${version}.tgz"`)
      .header('etag', `"${row.digest}"`)
      .header('cache-control', IMMUTABLE)
      .send(bytes)
  }

  @Get(':id/versions/:version/files/*')
  @ApiOperation({
    summary: 'Answers the icon or a screenshot of a version',
    description:
      'Only images that the manifest names. Those of a version that is not in the store are for its publisher and for admins, in a browser.',
  })
  @ApiFile('image/*', 'The picture')
  async image(
    @OptionalPrincipal() principal: Principal | null,
    @Param('id') id: string,
    @Param('version') version: string,
    @Param('*') path: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const row = await this.catalog.getShown(id, version, principal?.means.kind === 'session' ? principal : null)
    const manifest = manifestOf(row)
    const file = filesOf(row).find((candidate) => candidate.path === path)
    const type = IMAGE_TYPES[path.split('.').at(-1)?.toLowerCase() ?? '']
    if (file === undefined || type === undefined || ![manifest.icon, ...manifest.screenshots].includes(path))
      throw catalogErrors.fileNotFound()
    await reply
      .header('content-type', type)
      .header('content-security-policy', IMAGE_POLICY)
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', PUBLIC_STATES.includes(row.state) ? IMMUTABLE : 'private, no-store')
      .send(await this.blobs.get(file.digest))
  }
}

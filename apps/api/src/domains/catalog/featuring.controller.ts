import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { type FeaturedList, featuredListSchema, featuredOrderSchema, featureSchema } from '@grantry/contract'
import type { z } from 'zod'
import { AdminOnly, AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { FeaturingService } from './featuring.service.ts'

@AdminOnly()
@ApiTags('catalogue')
@Controller('v1')
export class FeaturingController {
  constructor(private readonly featuring: FeaturingService) {}

  @AllowToken('review')
  @Get('featured')
  @ApiOperation({ summary: 'Lists what stands in front of the store, and what stood there until its end' })
  @ApiAnswer(featuredListSchema)
  list(): Promise<FeaturedList> {
    return this.featuring.list()
  }

  @Put('featured')
  @ApiOperation({ summary: 'Orders what stands in front of the store' })
  @ApiAnswer(featuredListSchema)
  order(
    @CurrentPrincipal() { userId }: Principal,
    @Body({ schema: featuredOrderSchema }) { extensions }: z.infer<typeof featuredOrderSchema>,
  ): Promise<FeaturedList> {
    return this.featuring.order(extensions, userId)
  }

  @Put('extensions/:id/featured')
  @ApiOperation({ summary: 'Puts an extension in front of the store' })
  @HttpCode(204)
  feature(
    @CurrentPrincipal() { userId }: Principal,
    @Param('id') id: string,
    @Body({ schema: featureSchema }) { until }: z.infer<typeof featureSchema>,
  ): Promise<void> {
    return this.featuring.feature(id, userId, until ? new Date(until) : null)
  }

  @Delete('extensions/:id/featured')
  @ApiOperation({ summary: 'Takes an extension from the front of the store' })
  @HttpCode(204)
  unfeature(@CurrentPrincipal() { userId }: Principal, @Param('id') id: string): Promise<void> {
    return this.featuring.unfeature(id, userId)
  }
}

import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  type OwnRating,
  ownRatingSchema,
  rateSchema,
  type Rating,
  type RatingPage,
  ratingPageSchema,
  ratingQuerySchema,
  ratingSchema,
} from '@grantry/contract'
import type { z } from 'zod'
import { AllowToken, ApiAnswer, CurrentPrincipal, type Principal, Public } from '../../platform/http/index.ts'
import { RatingsService } from './ratings.service.ts'

@ApiTags('ratings')
@Controller('v1/extensions/:id/ratings')
export class RatingsController {
  constructor(private readonly ratings: RatingsService) {}

  @Public()
  @Get()
  @ApiOperation({ summary: 'Lists the ratings of an extension' })
  @ApiAnswer(ratingPageSchema)
  list(
    @Param('id') id: string,
    @Query({ schema: ratingQuerySchema }) query: z.infer<typeof ratingQuerySchema>,
  ): Promise<RatingPage> {
    return this.ratings.list(id, query)
  }

  @AllowToken('read')
  @Get('own')
  @ApiOperation({ summary: 'Answers your rating, and whether you may rate' })
  @ApiAnswer(ownRatingSchema)
  getOwn(@CurrentPrincipal() { userId }: Principal, @Param('id') id: string): Promise<OwnRating> {
    return this.ratings.getOwn(id, userId)
  }

  @AllowToken('install')
  @Put('own')
  @ApiOperation({ summary: 'Rates an extension, or changes your rating' })
  @ApiAnswer(ratingSchema)
  rate(
    @CurrentPrincipal() { userId }: Principal,
    @Param('id') id: string,
    @Body({ schema: rateSchema }) input: z.infer<typeof rateSchema>,
  ): Promise<Rating> {
    return this.ratings.rate(id, userId, input)
  }

  @AllowToken('install')
  @Delete('own')
  @ApiOperation({ summary: 'Deletes your rating' })
  @HttpCode(204)
  deleteOwn(@CurrentPrincipal() { userId }: Principal, @Param('id') id: string): Promise<void> {
    return this.ratings.deleteOwn(id, userId)
  }
}

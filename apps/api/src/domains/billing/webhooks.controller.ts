import { Controller, Headers, HttpCode, Post, type RawBodyRequest, Req } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { ApiAnswer, Public } from '../../platform/http/index.ts'
import { billingErrors } from './billing.errors.ts'
import { ProviderEvents } from './provider-events.service.ts'

const receivedSchema = z.object({ received: z.literal(true) }).meta({ id: 'EventReceived' })

/** Where the provider tells what has happened. It is known by its signature, not by a credential. */
@Public()
@ApiTags('billing')
@Controller('v1/billing/webhooks')
export class WebhooksController {
  constructor(private readonly events: ProviderEvents) {}

  @Post('stripe')
  @ApiOperation({
    summary: 'Where the payment provider tells what has changed',
    description: 'Known by the signature in `stripe-signature`, not by a credential.',
  })
  @ApiAnswer(receivedSchema)
  @HttpCode(200)
  async receive(
    @Req() request: RawBodyRequest<FastifyRequest>,
    @Headers('stripe-signature') signature: string | undefined,
  ): Promise<{ received: true }> {
    if (request.rawBody === undefined || signature === undefined) throw billingErrors.signatureInvalid(null)
    await this.events.receive(request.rawBody, signature)
    return { received: true }
  }
}

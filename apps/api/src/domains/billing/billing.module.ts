import { Module, type OnModuleInit } from '@nestjs/common'
import { Queue } from '../../platform/queue/index.ts'
import { CallSweep } from './call-sweep.service.ts'
import { ProviderCallsRepository } from './provider-calls.repository.ts'
import { ProviderCalls } from './provider-calls.service.ts'
import { ProviderEvents } from './provider-events.service.ts'
import { ProviderObjectsRepository } from './provider-objects.repository.ts'
import { ProviderObjects } from './provider-objects.service.ts'
import { StripeClient } from './stripe.client.ts'
import { Taxes } from './taxes.service.ts'
import { WebhooksController } from './webhooks.controller.ts'

@Module({
  controllers: [WebhooksController],
  providers: [
    CallSweep,
    ProviderCalls,
    ProviderCallsRepository,
    ProviderEvents,
    ProviderObjects,
    ProviderObjectsRepository,
    StripeClient,
    Taxes,
  ],
  exports: [ProviderCalls, ProviderEvents, ProviderObjects, StripeClient, Taxes],
})
export class BillingModule implements OnModuleInit {
  constructor(
    private readonly queue: Queue,
    private readonly calls: ProviderCalls,
  ) {}

  onModuleInit(): void {
    this.queue.listen('provider.call', 'billing', async ({ callId }) => void (await this.calls.perform(callId)))
  }
}

import { Global, Module } from '@nestjs/common'
import { AppConfig } from '../../config/app-config.ts'
import { MailDelivery } from './mail-delivery.service.ts'
import { MailTransport } from './mail-transport.ts'
import { Mailer } from './mailer.service.ts'
import { MailsRepository } from './mails.repository.ts'
import { OutboxController } from './outbox.controller.ts'

@Global()
@Module({
  controllers: [OutboxController],
  providers: [
    MailsRepository,
    Mailer,
    MailDelivery,
    { provide: MailTransport, inject: [AppConfig], useFactory: (config: AppConfig) => MailTransport.of(config) },
  ],
  exports: [Mailer, MailTransport],
})
export class MailModule {}

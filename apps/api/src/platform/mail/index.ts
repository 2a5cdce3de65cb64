export { type MailDraft } from './mail.ts'
export { Mailer } from './mailer.service.ts'
export { MailModule } from './mail.module.ts'
export { MailTransport } from './mail-transport.ts'

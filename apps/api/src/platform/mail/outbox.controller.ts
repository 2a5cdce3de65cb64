import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { type Outbox, type OutboxMail, outboxSchema, pageQuerySchema } from '@grantry/contract'
import { z } from 'zod'
import { decodeCursor, toPage } from '../../kernel/paging.ts'
import { AdminOnly, ApiAnswer } from '../http/index.ts'
import { MailTransport } from './mail-transport.ts'
import { Mailer } from './mailer.service.ts'
import { MailsRepository } from './mails.repository.ts'

const cursorSchema = z.tuple([z.uuid()])
type MailRow = Awaited<ReturnType<MailsRepository['list']>>[number]

/** What has become of the mails; without a mail server, also what is in them. */
@AdminOnly()
@ApiTags('server')
@Controller('v1/admin/outbox')
export class OutboxController {
  constructor(
    private readonly mails: MailsRepository,
    private readonly transport: MailTransport,
    private readonly mailer: Mailer,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Lists mails and what became of them',
    description: 'Without a mail server, also what is in them.',
  })
  @ApiAnswer(outboxSchema)
  async list(@Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>): Promise<Outbox> {
    const after = decodeCursor(cursorSchema, query.cursor)?.[0] ?? null
    const rows = await this.mails.list(after, query.limit + 1)
    const { kind } = this.transport
    const page = toPage(
      rows,
      query.limit,
      (row) => toMail(row, kind),
      ({ id }) => [id],
    )
    return { transport: kind, ...page }
  }

  @Post(':id/send')
  @ApiOperation({ summary: 'Tries a mail once more that could not be sent' })
  @HttpCode(202)
  send(@Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.mailer.sendAgain(id)
  }
}

/** Of a mail that goes out, an admin learns that it does: its links are for its reader alone. */
const toMail = (row: MailRow, transport: MailTransport['kind']): OutboxMail => ({
  id: row.id,
  to: row.recipient,
  subject: row.subject,
  text: transport === 'outbox' ? row.text : null,
  state: row.sentAt !== null ? 'sent' : row.failure !== null ? 'failed' : 'waiting',
  attempts: row.attempts,
  failure: row.failure,
  createdAt: row.createdAt.toISOString(),
  sentAt: row.sentAt?.toISOString() ?? null,
})

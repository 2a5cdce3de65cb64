import { Injectable } from '@nestjs/common'
import { Clock } from '../../kernel/clock.ts'
import type { Principal } from '../../platform/http/index.ts'
import { AuditService } from '../audit/index.ts'
import { AccountTies } from './account-ties.ts'
import { ProfileService } from './profile.service.ts'
import { SessionsService } from './sessions.service.ts'
import { TokensService } from './tokens.service.ts'

const EVENTS = 1_000

/** Everything that is kept of a person, in the words of the API. */
@Injectable()
export class ExportService {
  constructor(
    private readonly profile: ProfileService,
    private readonly sessions: SessionsService,
    private readonly tokens: TokensService,
    private readonly ties: AccountTies,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  async exportOf(principal: Principal): Promise<Record<string, unknown>> {
    const { userId } = principal
    const [account, sessions, tokens, events, others] = await Promise.all([
      this.profile.get(userId),
      this.sessions.list(principal),
      this.tokens.list(principal),
      this.audit.history(`user:${userId}`, EVENTS),
      this.ties.exportOf(userId),
    ])
    const history = events.map(({ at, action, data }) => ({ at: at.toISOString(), action, data }))
    return { exportedAt: this.clock.now().toISOString(), account, sessions, tokens, ...others, history }
  }
}

import { Controller, Get, Header } from '@nestjs/common'
import { ApiExcludeController } from '@nestjs/swagger'
import { DomainError } from '../../kernel/domain-error.ts'
import { Database } from '../database/index.ts'
import { Anonymous } from './access.decorators.ts'
import { Metrics } from './metrics.ts'

@Anonymous()
@Controller()
@ApiExcludeController()
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly metrics: Metrics,
  ) {}

  /** The process answers. */
  @Get('healthz')
  alive(): { status: 'ok' } {
    return { status: 'ok' }
  }

  /** It can do its work: the database answers too. */
  @Get('readyz')
  async ready(): Promise<{ status: 'ready' }> {
    try {
      await this.database.ping()
    } catch (cause) {
      throw new DomainError('unavailable', 'not_ready', 'The database does not answer.', {
        cause,
        retryAfterSeconds: 1,
      })
    }
    return { status: 'ready' }
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4')
  show(): Promise<string> {
    return this.metrics.registry.metrics()
  }
}

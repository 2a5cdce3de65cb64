import { Controller, Get, Header, Headers } from '@nestjs/common'
import { ApiExcludeController } from '@nestjs/swagger'
import { AppConfig } from '../../config/app-config.ts'
import { DomainError } from '../../kernel/domain-error.ts'
import { isSecret } from '../../kernel/secrets.ts'
import { Database } from '../database/index.ts'
import { Anonymous } from './access.decorators.ts'
import { httpErrors } from './http.errors.ts'
import { Metrics } from './metrics.ts'

const BEARER = /^bearer +/i

@Anonymous()
@Controller()
@ApiExcludeController()
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly metrics: Metrics,
    private readonly config: AppConfig,
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

  /** Figures of the whole server: for whoever shows the token that its operator has set, if there is one. */
  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4')
  show(@Headers('authorization') authorization = ''): Promise<string> {
    const token = this.config.metricsToken
    const given = authorization.replace(BEARER, '')
    if (token !== null && (given === authorization || !isSecret(given, token))) throw httpErrors.metricsClosed()
    return this.metrics.registry.metrics()
  }
}

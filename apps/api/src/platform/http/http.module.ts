import { Global, Module } from '@nestjs/common'
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core'
import { AppConfig } from '../../config/app-config.ts'
import { ThrottlerModule } from '@nestjs/throttler'
import { AuthenticationGuard } from './authentication.guard.ts'
import { EventStreams } from './event-stream.ts'
import { HealthController } from './health.controller.ts'
import { inputPipe } from './input.pipe.ts'
import { Metrics } from './metrics.ts'
import { ProblemFilter } from './problem.filter.ts'
import { RequestDrain } from './request-drain.ts'
import { SiteAddress } from './site-address.ts'
import { ServerInfo } from './server-info.ts'
import { ServerInfoController } from './server-info.controller.ts'
import { RateLimitGuard, throttlers } from './rate-limit.guard.ts'

/** Rate limit first, then authentication: a flood must not cost look-ups of sessions. */
@Global()
@Module({
  imports: [
    ThrottlerModule.forRootAsync({
      inject: [AppConfig],
      useFactory: (config: AppConfig) => throttlers(config.limits),
    }),
  ],
  controllers: [HealthController, ServerInfoController],
  providers: [
    EventStreams,
    RequestDrain,
    ServerInfo,
    SiteAddress,
    { provide: Metrics, useFactory: () => new Metrics() },
    { provide: APP_GUARD, useClass: RateLimitGuard },
    { provide: APP_GUARD, useClass: AuthenticationGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useFactory: inputPipe },
  ],
  exports: [EventStreams, Metrics, ServerInfo, SiteAddress],
})
export class HttpModule {}

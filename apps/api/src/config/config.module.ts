import { type DynamicModule, Global, Module } from '@nestjs/common'
import { Clock, SystemClock } from '../kernel/clock.ts'
import { AppConfig } from './app-config.ts'
import { PaymentsConfig } from './payments-config.ts'

@Global()
@Module({})
export class ConfigModule {
  static with(config: AppConfig, payments: PaymentsConfig): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: AppConfig, useValue: config },
        { provide: PaymentsConfig, useValue: payments },
        { provide: Clock, useClass: SystemClock },
      ],
      exports: [AppConfig, Clock, PaymentsConfig],
    }
  }
}

import { Global, Logger, Module } from '@nestjs/common'

import { AppConfig } from '../../config/app-config.ts'
import { Database } from './database.service.ts'

@Global()
@Module({
  providers: [
    {
      provide: Database,
      inject: [AppConfig],
      useFactory: (config: AppConfig) => Database.open(config, new Logger('Database')),
    },
  ],
  exports: [Database],
})
export class DatabaseModule {}

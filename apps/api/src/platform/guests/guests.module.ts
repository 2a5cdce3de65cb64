import { Global, Module } from '@nestjs/common'
import { GuestRuntime } from './guest-runtime.ts'

/** The permissioned runtime: packages have code checked by it, operations have it called. */
@Global()
@Module({ providers: [GuestRuntime], exports: [GuestRuntime] })
export class GuestsModule {}

import { Global, Module } from '@nestjs/common'
import { Queue } from './queue.ts'
import { Signals } from './signals.ts'

@Global()
@Module({ providers: [Queue, Signals], exports: [Queue, Signals] })
export class QueueModule {}

export { Queue } from './queue.ts'
export { QueueModule } from './queue.module.ts'

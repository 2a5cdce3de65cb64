export { NODE_DEAD_AFTER_SECONDS, NodeLease, nodeLock } from './node-lease.ts'
export { Queue } from './queue.ts'
export { QueueModule } from './queue.module.ts'
export { Signals } from './signals.ts'

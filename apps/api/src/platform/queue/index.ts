export { NODE_DEAD_AFTER_SECONDS, NodeLease, nodeLock, nodeName } from './node-lease.ts'
export { Queue, type QueueDepth } from './queue.ts'
export { QueueModule } from './queue.module.ts'
export { Signals } from './signals.ts'

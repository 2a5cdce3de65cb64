import type { Logger } from 'pino'

/**
 * Has the log take what Node.js would write to standard error between its lines. That a library uses something
 * deprecated is for those who develop, at `debug`.
 */
export function logProcessWarnings(logger: Pick<Logger, 'debug' | 'warn'>): void {
  process.removeAllListeners('warning') // Node's own one, which writes
  process.on('warning', (warning) => {
    const level = warning.name === 'DeprecationWarning' ? 'debug' : 'warn'
    logger[level]({ msg: 'Node.js warns', err: warning })
  })
}

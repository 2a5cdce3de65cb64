import type { LogLevel } from '@grantry/contract'
import { LOG_LEVELS, valueOf } from '../../lib/vocabulary.ts'

/** The lowest level of the log that is shown; all of it without one. */
export const parseLogLevel = ({ level }: Record<string, unknown>): { level?: LogLevel } => ({
  level: level === 'debug' ? undefined : valueOf(LOG_LEVELS, level),
})

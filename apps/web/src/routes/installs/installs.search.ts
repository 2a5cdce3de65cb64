import type { LogFilterQuery, UsageSpan } from '@grantry/contract'
import { LOG_LEVELS, USAGE_SPANS, valueOf } from '../../lib/vocabulary.ts'

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

/** Which lines of the log are shown; all of them without any of it. */
export const parseLogFilter = ({ level, operation, q, call }: Record<string, unknown>): LogFilterQuery => ({
  level: level === 'debug' ? undefined : valueOf(LOG_LEVELS, level),
  operation: text(operation),
  // A search for digits comes as a number.
  q: text(typeof q === 'number' ? String(q) : q),
  call: text(call),
})

/** The time of which the limits used are shown; the last day without one. */
export const parseSpan = ({ span }: Record<string, unknown>): { span?: UsageSpan } => ({
  span: span === 'day' ? undefined : valueOf(USAGE_SPANS, span),
})

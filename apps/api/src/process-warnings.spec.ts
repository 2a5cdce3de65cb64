import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { logProcessWarnings } from './process-warnings.ts'

const logger = { debug: vi.fn(), warn: vi.fn() }
let before: NodeJS.WarningListener[] = []

beforeEach(() => {
  before = process.listeners('warning')
  logProcessWarnings(logger)
})
afterEach(() => {
  process.removeAllListeners('warning')
  for (const listener of before) process.on('warning', listener)
  vi.clearAllMocks()
})

it('are lines of the log, and nothing else is told of them', async () => {
  process.emitWarning('The clock goes backwards', 'ClockWarning')
  await nextTurn()
  expect(logger.warn).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ err: expect.objectContaining({ message: 'The clock goes backwards' }) }),
  )
  expect(process.listeners('warning')).toHaveLength(1)
})

it('are for those who develop when something is deprecated', async () => {
  process.emitWarning('Do it otherwise', 'DeprecationWarning')
  await nextTurn()
  expect(logger.debug).toHaveBeenCalledOnce()
  expect(logger.warn).not.toHaveBeenCalled()
})

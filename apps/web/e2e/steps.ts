import { afterEach, beforeEach } from 'vitest'

/**
 * For a story told in steps: once one has failed, the following ones are skipped instead of failing after it. A step that
 * is tried again has not failed before its last attempt; skipping that would hide it.
 */
export function skipAfterFailure(): void {
  let broken = false
  beforeEach(({ skip }) => {
    if (broken) skip('A step before this one failed')
  })
  afterEach(({ task }) => {
    const attempts = typeof task.retry === 'number' ? task.retry : (task.retry?.count ?? 0)
    broken ||= task.result?.state === 'fail' && (task.result.retryCount ?? 0) >= attempts
  })
}

import { afterEach, beforeEach } from 'vitest'

/** For a story told in steps: once one has failed, the following ones are skipped instead of failing after it. */
export function skipAfterFailure(): void {
  let broken = false
  beforeEach(({ skip }) => {
    if (broken) skip('A step before this one failed')
  })
  afterEach(({ task }) => {
    broken ||= task.result?.state === 'fail'
  })
}

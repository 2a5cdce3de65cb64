import { describe, expect, it } from 'vitest'
import { usageError } from './cli.errors.ts'
import { describeFailure, failureText } from './failure-report.ts'

describe('failureText', () => {
  it('spells out what a text that was given could do to a terminal, in the hint as well', () => {
    const failure = describeFailure(usageError('No\u001b[2J', 'Write a\u001b[2J\n  ^'))
    expect(failureText(failure)).toBe('error: No\\u001b[2J (usage)\nWrite a\\u001b[2J\n  ^')
  })
})

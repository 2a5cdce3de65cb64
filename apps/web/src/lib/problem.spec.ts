import { ProblemError } from '@grantry/sdk/client/problem'
import { describe, expect, it } from 'vitest'
import { fieldIssues, isRefusal, shownProblem } from './problem.ts'

const refused = new ProblemError({
  status: 400,
  code: 'invalid',
  detail: 'Something is wrong with the input.',
  issues: [
    { path: '$.name', message: 'Too short' },
    { path: '$.name.first', message: 'Missing' },
    { path: '$.scopes[0]', message: 'Unknown' },
    { path: '$.nameless', message: 'Other' },
  ],
  requestId: 'req-1',
})

describe('a failure as a screen shows it', () => {
  it('has a title by its kind, the sentence of the server, and the request', () => {
    const missing = new ProblemError({ status: 404, code: 'not_found', detail: 'There is no such extension.' })
    expect(shownProblem(missing)).toEqual({
      title: 'Nothing is here',
      detail: 'There is no such extension.',
      requestId: null,
    })
    expect(shownProblem(refused)).toMatchObject({ title: 'That did not work', requestId: 'req-1' })
  })

  it('is a broken page when it is not the server that failed', () => {
    expect(shownProblem(new TypeError('x is undefined'))).toMatchObject({ title: 'This page broke' })
  })
})

describe('a refusal', () => {
  const withStatus = (status: number) => new ProblemError({ status, code: 'some_code', detail: 'Something.' })

  it('is what the server has said no to', () => {
    expect([400, 403, 409, 413].map((status) => isRefusal(withStatus(status)))).toEqual([true, true, true, true])
  })

  it('is neither an answer that was lost or broke off nor a server that failed', () => {
    expect([0, 200, 500, 502].map((status) => isRefusal(withStatus(status)))).toEqual([false, false, false, false])
    expect(isRefusal(new TypeError('x is undefined'))).toBe(false)
  })
})

describe('what is wrong with a field', () => {
  it('includes what lies inside it, and nothing of a field that only begins alike', () => {
    expect(fieldIssues(refused, 'name')).toEqual(['Too short', 'Missing'])
    expect(fieldIssues(refused, 'scopes')).toEqual(['Unknown'])
  })

  it('is nothing when the failure was another', () => {
    expect(fieldIssues(new Error('no'), 'name')).toEqual([])
    expect(fieldIssues(null, 'name')).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { DEFAULT_LIMITS } from '../../index.ts'
import { ProtocolViolation } from '../wire-fields.ts'
import { HostCaller } from './host-caller.ts'
import { HostCalls } from './host-calls.ts'
import { Account } from './lending.ts'

const MIB = 1 << 20

/** A sandbox that has left so many bytes unread. */
function leaving(unread: number) {
  const host = { call: async () => 'null', log: () => {} }
  return new HostCalls({ host, onIncident: () => {}, unreadBytes: () => unread })
}

const callerOf = (kind: 'call' | 'run') =>
  new HostCaller(kind, null, DEFAULT_LIMITS, new Account(DEFAULT_LIMITS, { install: 'i', context: null }))

const asked = { request: 1, method: 'query:x.v1', payload: '' }

describe('the sandbox of a run that leaves its replies unread', () => {
  const ask = (unread: number, kind: 'call' | 'run' = 'run') => {
    const [calls, caller] = [leaving(unread), callerOf(kind)]
    calls.register(caller, asked)
    return calls.carryOut(caller, asked, async () => 'null')
  }

  it('has its host calls refused first, and is ended when it goes on', async () => {
    expect(await ask(255 * MIB)).toBe('null')
    expect(await ask(257 * MIB)).toContain('overloaded')
    expect(() => ask(273 * MIB)).toThrow(ProtocolViolation)
  })

  it('is told apart from one of calls, which may have more to read than their replies', async () => {
    expect(await ask(273 * MIB, 'call')).toContain('overloaded')
  })
})

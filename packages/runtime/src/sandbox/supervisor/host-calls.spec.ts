import { describe, expect, it, vi } from 'vitest'
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

describe('a sandbox that leaves its replies unread', () => {
  const ask = (unread: number, kind: 'call' | 'run', answer = async () => 'null') => {
    const [calls, caller] = [leaving(unread), callerOf(kind)]
    calls.register(caller, asked)
    return calls.carryOut(caller, asked, answer)
  }

  it('has its host calls refused, and the host is not asked', async () => {
    const host = vi.fn(async () => 'null')
    expect(await ask(255 * MIB, 'call', host)).toBe('null')
    expect(await ask(257 * MIB, 'call', host)).toContain('overloaded')
    expect(host).toHaveBeenCalledOnce()
  })

  it('is not sent a reply that would not be read either', async () => {
    const reply = JSON.stringify('x'.repeat(2 * MIB))
    expect(await ask(253 * MIB, 'call', async () => reply)).toBe(reply)
    expect(await ask(255 * MIB, 'call', async () => reply)).toContain('overloaded')
  })

  it('is ended when it goes on in a run; calls may have more to read than their replies', async () => {
    expect(() => ask(273 * MIB, 'run')).toThrow(ProtocolViolation)
    expect(await ask(273 * MIB, 'call')).toContain('overloaded')
  })
})

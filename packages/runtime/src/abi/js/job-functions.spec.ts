import { describe, expect, it } from 'vitest'
import { jobGuestOf, jsCode, jsGuest } from '../../../fixtures/guests.ts'
import { TestPort } from '../../../fixtures/test-port.ts'
import { useRuntime } from '../../../fixtures/test-runtime.ts'

const JOBS = [
  'steps',
  'shows',
  'saves_bytes',
  'counts',
  'ends_with_a_message',
  'ends_with_nonsense',
  'forgets_to_wait',
  'asks_nonsense',
]

describe('grantry.job', () => {
  const running = useRuntime()
  const guest = jobGuestOf(jsCode('jobs'), JOBS, 'js')
  const logOf = async (job: string, state: Uint8Array | null = null) => {
    const { outcome, port } = running().run(guest, job, { state, capabilities: ['jobs.run'], params: '{"depth":[1]}' })
    expect(await outcome).toMatchObject({ exit: 'completed' })
    return port.heard.filter((heard) => heard.startsWith('log ')).map((heard) => heard.slice(4))
  }

  it('is there while a job runs, and not in an operation', async () => {
    expect(await running().ask(jsGuest('jobs', ['is_no_job']), 'is_no_job', {})).toEqual({ job: 'undefined' })
  })

  it('shows a job what it is, with its parameters and its state', async () => {
    const id = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d'
    const known = { job_id: id, library_id: 'w', capabilities: ['jobs.run'], params: { depth: [1] }, id }
    const [fresh, nothing] = await logOf('shows')
    expect(JSON.parse(fresh!)).toEqual({ ...known, state: null })
    expect(JSON.parse(nothing!)).toEqual({ loaded: null, text: null })
    const [resumed, loaded] = await logOf('shows', Buffer.from('{}'))
    expect(JSON.parse(resumed!)).toEqual({ ...known, state: [123, 125] })
    expect(JSON.parse(loaded!)).toEqual({ loaded: [123, 125], text: '{}' })
  })

  it('saves views, buffers and texts, and refuses anything else', async () => {
    const port = new TestPort()
    const states: number[][] = []
    port.checkpoint = async (state) => {
      states.push(Array.from(state))
      return true
    }
    await running().run(guest, 'saves_bytes', { port }).outcome
    expect(states).toEqual([
      [0, 255, 128],
      [0, 255, 128],
      [195, 164],
    ])
    expect(port.heard).toEqual([
      'log [[true,true,true],[195,164]]',
      ...Array.from({ length: 4 }, () => 'log TypeError: A state is a string, a Uint8Array or an ArrayBuffer'),
    ])
  })

  it('counts with numbers and big integers to 64 bits, and refuses what is no count', async () => {
    const { outcome, port } = running().run(guest, 'counts')
    await outcome
    expect(port.counts).toEqual({ bytes: 2n * (2n ** 64n - 1n), items: 3n })
    expect(port.heard.map((heard) => heard.split(':')[0])).toEqual([
      'log RangeError',
      'log RangeError',
      'log RangeError',
      'log RangeError',
      'log TypeError',
    ])
  })

  it('takes an exit code with a message', async () => {
    const failed = await running().run(guest, 'ends_with_a_message').outcome
    expect(failed).toMatchObject({ exit: 'failed', message: 'The mailbox is gone' })
    const nonsense = await running().run(guest, 'ends_with_nonsense').outcome
    expect(nonsense).toMatchObject({ exit: 'failed', message: 'The job ended with done instead of 0, 1 or 2' })
  })

  it('keeps the order of checkpoints that nobody waits for', async () => {
    const { outcome, port } = running().run(guest, 'forgets_to_wait')
    expect(await outcome).toMatchObject({ exit: 'completed' })
    const checkpoints = port.heard.filter((heard) => heard.startsWith('checkpoint'))
    expect(checkpoints).toEqual([
      ...Array.from({ length: 20 }, (_, step) => `checkpoint state ${step}`),
      'checkpoint last',
    ])
    expect(port.heard.filter((heard) => heard.startsWith('progress'))).toHaveLength(20)
  })

  it('rejects what cannot be said', async () => {
    expect(await logOf('asks_nonsense')).toEqual(['TypeError: The payload of a host call must be JSON', 'false'])
  })
})

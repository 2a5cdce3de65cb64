import { describe, expect, it } from 'vitest'
import { coreCode, coreCodeOf, jobGuestOf } from '../../../fixtures/guests.ts'
import { useRuntime } from '../../../fixtures/test-runtime.ts'

const JOBS = ['names_another_job', 'ends_with_7', 'saves_2_gib']

describe('the job imports of a core guest', () => {
  const running = useRuntime()
  const guest = jobGuestOf(coreCode('jobs'), JOBS)

  it('refuse a job that is not the one that runs, each with a warning in the log', async () => {
    const { host } = running()
    host.lines.length = 0
    const { outcome, port } = running().run(guest, 'names_another_job')
    expect(await outcome).toMatchObject({ exit: 'completed' }) // it has checked the answers
    expect(port.heard).toEqual([])
    expect(port.counts).toEqual({ bytes: 0n, items: 0n })
    expect(host.messages).toEqual(
      [
        'job_add_warning',
        'job_add_error',
        'job_log',
        'job_increment_bytes',
        'job_increment_items',
        'job_report_progress',
        'job_checkpoint',
        'job_load_state',
        'job_check_interrupt',
        'job_spawn_child',
      ].map((name) => `${name}: This is not the job that runs`),
    )
  })

  it('let a job fail whose exit code means nothing', async () => {
    const { outcome } = running().run(guest, 'ends_with_7')
    expect(await outcome).toMatchObject({ exit: 'failed', message: 'The job ended with 7 instead of 0, 1 or 2' })
  })

  it('may be declared with a progress that answers nothing', async () => {
    const code = coreCodeOf(`;; with: memory init alloc job-id
      (import "spacedrive" "job_report_progress" (func $progress (param i32 f32 i32 i32)))
      (func (export "reports") (param $context i32) (param i32 i32 i32) (result i32)
        (call $adopt (local.get $context))
        (call $progress (i32.const 256) (f32.const 0.5) (i32.const 0) (i32.const 0))
        (i32.const 0))`)
    const { outcome, port } = running().run(jobGuestOf(code, ['reports']), 'reports')
    expect(await outcome).toMatchObject({ exit: 'completed' })
    expect(port.heard).toEqual(['progress 0.5 '])
  })

  it('say goodbye when the run is over, and not after a trap', async () => {
    const code = coreCodeOf(`;; with: log memory init alloc
      (data (i32.const 16) "goodbye")
      (func (export "plugin_cleanup") (call $log (i32.const 1) (i32.const 16) (i32.const 7)))
      (func (export "ends") (param i32 i32 i32 i32) (result i32) (i32.const 0))
      (func (export "traps") (param i32 i32 i32 i32) (result i32) (unreachable))`)
    const { host } = running()
    host.lines.length = 0
    await running().run(jobGuestOf(code, ['ends', 'traps']), 'ends').outcome
    expect(host.messages).toEqual(['goodbye'])
    await running()
      .run(jobGuestOf(code, ['ends', 'traps']), 'traps')
      .outcome.catch(() => {})
    expect(host.messages).toEqual(['goodbye'])
  })

  it('count what was said last although the goodbye has fuel of its own', async () => {
    const code = coreCodeOf(`;; with: job log memory init alloc job-id
      (func (export "plugin_cleanup") (call $log (i32.const 1) (i32.const 0) (i32.const 4)))
      (func (export "tells") (param $context i32) (param i32 i32 i32) (result i32)
        (local $left i32)
        (call $adopt (local.get $context))
        (local.set $left (i32.const 100000))
        (loop $again (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
        (call $increment_items (i32.const 256) (i64.const 1))
        (call $add_warning (i32.const 256) (i32.const 0) (i32.const 4))
        (call $increment_items (i32.const 256) (i64.const 2))
        (i32.const 0))`)
    const { outcome, port } = running().run(jobGuestOf(code, ['tells']), 'tells')
    const { fuelConsumed } = await outcome
    expect(port.counts.items).toBe(3n)
    expect(port.fuel).toBeLessThanOrEqual(fuelConsumed)
    expect(running().incidents).toEqual([])
  })

  it('trap for a checkpoint that lies outside of the memory', async () => {
    const { outcome, port } = running().run(guest, 'saves_2_gib')
    await expect(outcome).rejects.toMatchObject({
      code: 'guest_trap',
      detail: expect.stringContaining('job_checkpoint: the state at 0x0, 2147483648 bytes, lies outside'),
    })
    expect(port.heard).toEqual([])
  })
})

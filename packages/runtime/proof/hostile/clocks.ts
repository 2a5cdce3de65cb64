import { HARMLESS_OPERATION, operation, type Attack } from './attack.ts'

/** So much fuel that only the clock ends it. */
const ENDLESS = { fuel: 10n ** 15n, loadFuel: 10n ** 15n, deadlineMs: 300 }
const IMPATIENT = { deadlineMs: 300 }

const killed = (name: string, fields: string): Attack => ({
  name,
  code: 'deadline_exceeded',
  limits: ENDLESS,
  fields,
  losesSandbox: true,
})

const NEVER = `(import "spacedrive" "spacedrive_call" (func $call (param i32 i32 i32 i32 i32) (result i32)))
  (data (i32.const 16) "query:test.never.v1")`
const ASK_NEVER = '(call $call (i32.const 16) (i32.const 19) (i32.const 0) (i32.const 0) (i32.const 0))'

/** Guests that only a clock can stop: the sandbox's own while they wait, the supervisor's while they run. */
export const CLOCKS: readonly Attack[] = [
  killed('outlasts-fuel-in-a-loop', operation('(loop $again (br $again))')),
  killed('outlasts-fuel-in-tail-calls', operation('(call $spin)', '(func $spin (return_call $spin))')),
  killed(
    'outlasts-fuel-in-fills',
    `;; with: init alloc
    (memory (export "memory") 256)
    (func (export "attack") (param i32 i32) (result i32)
      (loop $again (memory.fill (i32.const 0) (i32.const 7) (i32.const 16777216)) (br $again)) (unreachable))`,
  ),
  killed(
    'outlasts-fuel-in-start',
    `;; with: memory init alloc
    (func $start (loop $again (br $again))) (start $start) ${HARMLESS_OPERATION}`,
  ),
  {
    name: 'waits-for-ever-in-init',
    code: 'deadline_exceeded',
    limits: IMPATIENT,
    fields: `;; with: memory alloc
    ${NEVER}
    (func (export "plugin_init") (result i32) ${ASK_NEVER}) ${HARMLESS_OPERATION}`,
  },
  {
    name: 'waits-for-ever-below-deep-calls',
    code: 'deadline_exceeded',
    limits: IMPATIENT,
    fields: `;; with: memory init alloc
    ${NEVER}
    (func $down (param $n i32) (result i32)
      (if (result i32) (local.get $n)
        (then (i32.add (call $down (i32.sub (local.get $n) (i32.const 1))) (i32.const 1)))
        (else ${ASK_NEVER})))
    (func (export "attack") (param i32 i32) (result i32) (call $down (i32.const 500)))`,
  },
]

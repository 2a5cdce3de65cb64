import { operation, type Attack } from './attack.ts'

/** A guest whose allocator is its own. */
const allocating = (name: string, code: Attack['code'], detail: RegExp, alloc: string, free = ''): Attack => ({
  name,
  code,
  detail,
  fields: `;; with: call log memory init
  (func $alloc (export "wasm_alloc") (param $size i32) (result i32) ${alloc})
  (func $free (export "wasm_free") (param i32 i32) ${free})
  (func $attack (export "attack") (param i32 i32) (result i32) (i32.store (i32.const 64) (i32.const 2))
    (i32.store16 (i32.const 68) (i32.const 0x7d7b)) (i32.const 64))`,
})

const AT = '(i32.const 1024)'
const ROOM = /the room wasm_alloc gave for the input/
const LOG = '(call $log (i32.const 0) (i32.const 0) (i32.const 0))'
const CALL = '(call $call (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))'

/** Allocators that lie, call back or do not return. */
export const ALLOCATORS: readonly Attack[] = [
  allocating('alloc-at-the-last-byte', 'guest_trap', ROOM, '(i32.const 65535)'),
  allocating('alloc-one-beyond-the-end', 'guest_trap', ROOM, '(i32.const 65536)'),
  allocating('alloc-in-the-upper-half', 'guest_trap', ROOM, '(i32.const 0x80000000)'),
  allocating('alloc-at-minus-one', 'guest_trap', ROOM, '(i32.const -1)'),
  allocating('alloc-traps', 'guest_trap', /divide by zero/, '(i32.div_u (local.get $size) (i32.const 0))'),
  allocating('alloc-recurses', 'stack_overflow', /in alloc/, '(i32.add (call $alloc (local.get $size)) (i32.const 1))'),
  allocating('alloc-logs', 'guest_trap', /spacedrive_log was called from inside wasm_alloc/, `${LOG} ${AT}`),
  allocating(
    'alloc-calls-the-operation',
    'stack_overflow',
    /in /,
    `(drop (call $alloc (i32.const 1))) (call $attack ${AT} ${AT})`,
  ),
  allocating('alloc-calls-the-host-that-suspends', 'guest_trap', /suspend/i, CALL),
  allocating(
    'alloc-fills-for-ever',
    'fuel_exhausted',
    /.*/,
    `(loop $again (memory.fill (i32.const 0) (i32.const 1) (i32.const 65536)) (br $again)) ${AT}`,
  ),
  allocating('free-loops', 'fuel_exhausted', /.*/, AT, '(loop $again (br $again))'),
  allocating(
    'free-recurses',
    'stack_overflow',
    /in free/,
    AT,
    '(call $free (i32.const 0) (i32.const 0)) (drop (memory.size))',
  ),
  allocating('free-logs', 'guest_trap', /spacedrive_log was called from inside/, AT, LOG),
  allocating('free-calls-the-host', 'guest_trap', /suspend/i, AT, `(drop ${CALL})`),
  allocating('free-spins-by-tail-calls', 'fuel_exhausted', /.*/, AT, '(return_call $free (i32.const 0) (i32.const 0))'),
  {
    name: 'reply-grows-the-memory-it-is-said-to-be-in',
    code: 'invalid_output',
    detail: /lies outside the memory/,
    fields: operation('(drop (memory.grow (i32.const 1))) (return (i32.const 131070))'),
  },
]

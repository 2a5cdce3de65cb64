import { HARMLESS_OPERATION, operation, times, type Attack } from './attack.ts'

const overflow = (name: string, body: string, fields: string): Attack => ({
  name,
  code: 'stack_overflow',
  detail: /in /,
  fields: operation(body, fields),
})

const endless = (name: string, body: string, fields: string): Attack => ({
  name,
  code: 'fuel_exhausted',
  fields: operation(body, fields),
})

/** Calls that pile up until the stack is full, and calls that never do. */
export const CALLS: readonly Attack[] = [
  overflow('recursion-of-one', '(call $down)', '(func $down (call $down) (drop (memory.size)))'),
  overflow(
    'recursion-of-two',
    '(call $even)',
    '(func $even (call $odd) (drop (memory.size))) (func $odd (call $even) (drop (memory.size)))',
  ),
  overflow(
    'recursion-through-a-table',
    '(call $down)',
    `(table funcref (elem $down))
    (func $down (call_indirect (i32.const 0)) (drop (memory.size)))`,
  ),
  overflow(
    'recursion-with-many-locals',
    '(drop (call $down (i32.const 1)))',
    `(func $down (param i32) (result i32) (local ${times(5_000, 'i64')})
      ${times(40, '(local.set # (i64.extend_i32_u (local.get 0)))').replace('(local.set 0 ', '(local.set 41 ')}
      (i32.add (call $down (local.get 0)) (i32.wrap_i64 (local.get 7))))`,
  ),
  overflow('recursion-inside-a-loop', '(call $down)', '(func $down (loop $again (call $down) (br $again)))'),
  {
    name: 'recursion-in-init',
    code: 'stack_overflow',
    fields: `;; with: memory alloc
    (func $down (result i32) (i32.add (call $down) (i32.const 1)))
    (func (export "plugin_init") (result i32) (call $down)) ${HARMLESS_OPERATION}`,
  },
  {
    name: 'recursion-in-start',
    code: 'stack_overflow',
    fields: `;; with: memory init alloc
    (func $down (call $down) (drop (memory.size))) (start $down) ${HARMLESS_OPERATION}`,
  },
  endless(
    'recursion-that-branches',
    '(drop (call $fib (i32.const 64)))',
    `(func $fib (param $n i32) (result i32)
      (if (result i32) (i32.lt_u (local.get $n) (i32.const 2)) (then (i32.const 1))
        (else (i32.add
          (call $fib (i32.sub (local.get $n) (i32.const 1))) (call $fib (i32.sub (local.get $n) (i32.const 2)))))))`,
  ),
  endless(
    'straight-calls-that-double-at-every-level',
    '(call $f0)',
    `${Array.from({ length: 40 }, (_, level) => `(func $f${level} (call $f${level + 1}) (call $f${level + 1}))`).join('\n')}
    (func $f40)`,
  ),
  endless('tail-call-of-itself', '(call $spin)', '(func $spin (return_call $spin))'),
  endless(
    'tail-call-with-many-parameters',
    `(call $spin ${times(200, '(i64.const #)')})`,
    `(func $spin (param ${times(200, 'i64')}) (return_call $spin ${times(200, '(local.get #)')}))`,
  ),
  endless(
    'tail-calls-through-a-changing-table',
    '(call $a)',
    `(table $t 1 funcref) (elem declare func $a $b)
    (func $a (table.set $t (i32.const 0) (ref.func $b)) (return_call_indirect $t (i32.const 0)))
    (func $b (table.set $t (i32.const 0) (ref.func $a)) (return_call_indirect $t (i32.const 0)))`,
  ),
  endless(
    'tail-calls-in-a-circle-of-fifty',
    '(call $f0)',
    Array.from({ length: 50 }, (_, index) => `(func $f${index} (return_call $f${(index + 1) % 50}))`).join('\n'),
  ),
  endless(
    'calls-with-ten-thousand-locals',
    '(loop $again (call $wide) (br $again))',
    `(func $wide (local ${times(9_999, 'i64')}))`,
  ),
  endless(
    'calls-that-return-many-values',
    `(loop $again (call $many) ${times(200, '(drop)')} (br $again))`,
    `(func $many (result ${times(200, 'i64')}) ${times(200, '(i64.const #)')})`,
  ),
]

import { operation, times, type Attack } from './attack.ts'

const endless = (name: string, body: string, fields = ''): Attack => ({
  name,
  code: 'fuel_exhausted',
  fields: operation(body, fields),
})

/** Every kind of loop that WebAssembly has. */
export const LOOPS: readonly Attack[] = [
  endless('loop-empty', '(loop $again (br $again))'),
  endless('loop-conditional', '(loop $again (br_if $again (i32.const 1)))'),
  endless('loop-by-table', '(loop $again (br_table $again $again $again (local.get $length)))'),
  endless('loop-inside-if', '(loop $again (if (i32.const 1) (then (br $again)) (else (br $again))))'),
  endless('loop-of-free-instructions', `(loop $again ${times(500, '(drop (i64.const #))')} (br $again))`),
  endless('loop-with-parameters', '(i32.const 1) (i64.const 2) (loop $again (param i32 i64) (br $again))'),
  endless(
    'loop-with-many-parameters',
    `${times(200, '(i32.const #)')} (loop $again (param ${times(200, 'i32')}) (br $again))`,
  ),
  endless('loops-nested', `${times(10, '(loop $l#')} ${times(10, '(br_if $l# (i32.const 1))')} ${times(10, ')')}`),
  endless(
    'loops-nested-countdowns',
    `(local $a i64) (local $b i64)
    (loop $outer
      (local.set $b (i64.const -1))
      (loop $inner (br_if $inner (i64.ne (local.tee $b (i64.sub (local.get $b) (i64.const 1))) (i64.const 0))))
      (br_if $outer (i64.ne (local.tee $a (i64.add (local.get $a) (i64.const 1))) (i64.const -1))))`,
  ),
  endless(
    'loop-of-four-billion-turns',
    '(local $i i32) (loop $again (br_if $again (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))',
  ),
  endless(
    'loop-that-steps-over-its-limit',
    '(local $i i32) (loop $again (br_if $again (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 2))) (i32.const 3))))',
  ),
  endless(
    'loop-that-steps-over-the-end-of-the-numbers',
    '(local $i i32) (loop $again (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 65536))) (i32.const -1))))',
  ),
  endless(
    'loop-until-floats-are-exact',
    `(local $sum f64)
    (loop $again (br_if $again
      (f64.ne (local.tee $sum (f64.add (local.get $sum) (f64.const 0.1))) (f64.const 0.05))))`,
  ),
  endless(
    'loop-through-a-list-that-is-a-circle',
    `(local $at i32)
    (i32.store (i32.const 64) (i32.const 128)) (i32.store (i32.const 128) (i32.const 64))
    (local.set $at (i32.const 64))
    (loop $next (br_if $next (local.tee $at (i32.load (local.get $at)))))`,
  ),
  endless(
    'loop-of-vectors',
    `(local $v v128)
    (loop $again
      (local.set $v (i64x2.mul (f64x2.sqrt (f64x2.div (local.get $v) (local.get $v))) (i8x16.popcnt (local.get $v))))
      (br $again))`,
  ),
  endless(
    'loop-of-vector-memory',
    `(loop $again (v128.store (i32.const 64) (i8x16.swizzle (v128.load (i32.const 128)) (v128.load8_splat (i32.const 1))))
      (br $again))`,
  ),
  endless('loop-of-calls', '(loop $again (call $nothing) (br $again))', '(func $nothing)'),
  endless(
    'loop-of-indirect-calls',
    '(loop $again (call_indirect (i32.const 0)) (br $again))',
    '(table funcref (elem $nothing)) (func $nothing)',
  ),
  endless(
    'loop-of-branches-through-a-wide-table',
    `(local $state i32)
    (loop $again
      ${times(64, '(block $s#')}
        (br_table ${times(64, '$s#')} (i32.and (local.tee $state (i32.add (local.get $state) (i32.const 7))) (i32.const 63)))
      ${times(64, ') (br $again)')})`,
  ),
  endless(
    'branch-table-storm',
    `(loop $again (block $out (br_table ${times(19_999, '$out')} $again (local.get $length))) (br $again))`,
  ),
  endless('loop-of-divisions', '(loop $again (drop (i64.div_s (i64.const 1) (i64.const 3))) (br $again))'),
  endless(
    'loop-of-globals',
    '(loop $again (global.set $g (global.get $g)) (br $again))',
    '(global $g (mut i64) (i64.const 0))',
  ),
  endless(
    'loop-of-references',
    '(loop $again (drop (ref.is_null (ref.func $f))) (br $again))',
    '(func $f) (elem declare func $f)',
  ),
]

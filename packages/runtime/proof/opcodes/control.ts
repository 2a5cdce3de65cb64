/** A function that is shaped by one instruction of control, and what of it runs for each argument. */
export interface ControlCase {
  readonly name: string
  readonly text: string
  /** Names of the instructions that run, without those that cost nothing; a `call` is followed by what it calls. */
  executes(argument: number): readonly string[]
}

const PARAMETERS = '(param $n i32) (result i32)'
const run = (body: string) => `(func (export "run") ${PARAMETERS} ${body})`
const callee = `(type $t (func ${PARAMETERS})) (table funcref (elem $callee))
  (func $callee (type $t) ${PARAMETERS} (i32.add (local.get $n) (i32.const 1)))`

/** `entry` stands for the price of entering a function. */
export const CONTROL: readonly ControlCase[] = [
  { name: 'unreachable', text: run('(unreachable)'), executes: () => ['unreachable'] },
  { name: 'nop', text: run('(nop) (local.get $n)'), executes: () => [] },
  { name: 'block', text: run('(block (result i32) (local.get $n))'), executes: () => [] },
  { name: 'end', text: run('(block) (local.get $n)'), executes: () => [] },
  { name: 'loop', text: run('(loop (result i32) (local.get $n))'), executes: () => ['loop'] },
  {
    name: 'if',
    text: run('(if (local.get $n) (then (return (i32.const 3)))) (local.get $n)'),
    executes: (n) => (n === 0 ? ['if'] : ['if', 'return']),
  },
  {
    name: 'else',
    text: run('(if (result i32) (local.get $n) (then (i32.const 3)) (else (i32.eqz (local.get $n))))'),
    executes: (n) => (n === 0 ? ['if', 'i32.eqz'] : ['if']),
  },
  { name: 'br', text: run('(block (br 0)) (local.get $n)'), executes: () => ['br'] },
  {
    name: 'br_if',
    text: run('(block (result i32) (i32.const 7) (local.get $n) (br_if 0) (drop) (i32.const 8))'),
    executes: (n) => (n === 0 ? ['br_if', 'drop'] : ['br_if']),
  },
  {
    name: 'br_table',
    text: run(`(block $b (block $a (br_table $a $b (local.get $n))) (return (i32.const 1))) (i32.const 2)`),
    executes: (n) => (n === 0 ? ['br_table', 'return'] : ['br_table']),
  },
  { name: 'return', text: run('(return (local.get $n))'), executes: () => ['return'] },
  {
    name: 'call',
    text: `${callee} ${run('(call $callee (local.get $n))')}`,
    executes: () => ['call', 'entry', 'i32.add'],
  },
  {
    name: 'call_indirect',
    text: `${callee} ${run('(call_indirect (type $t) (local.get $n) (local.get $n))')}`,
    executes: (n) => (n === 0 ? ['call_indirect', 'entry', 'i32.add'] : ['call_indirect']),
  },
  {
    name: 'return_call',
    text: `${callee} ${run('(return_call $callee (local.get $n))')}`,
    executes: () => ['return_call', 'entry', 'i32.add'],
  },
  {
    name: 'return_call_indirect',
    text: `${callee} ${run('(return_call_indirect (type $t) (local.get $n) (local.get $n))')}`,
    executes: (n) => (n === 0 ? ['return_call_indirect', 'entry', 'i32.add'] : ['return_call_indirect']),
  },
  { name: 'drop', text: run('(i32.const 1) (drop) (local.get $n)'), executes: () => ['drop'] },
  {
    name: 'select',
    text: run('(select (i32.const 4) (i32.const 5) (local.get $n))'),
    executes: () => ['select'],
  },
  {
    name: 'select_t',
    text: run('(select (result i32) (i32.const 4) (i32.const 5) (local.get $n))'),
    executes: () => ['select_t'],
  },
  { name: 'local.get', text: run('(local.get $n)'), executes: () => [] },
]

import { HARMLESS_OPERATION, operation, times, type Attack } from './attack.ts'

type Ending = Pick<Attack, 'code' | 'detail' | 'limits'>
const OUT_OF_FUEL: Ending = { code: 'fuel_exhausted' }
/** For attacks that would come to their end on the fuel of an ordinary install. */
const OUT_OF_LITTLE_FUEL: Ending = { ...OUT_OF_FUEL, limits: { fuel: 5_000_000n } }
const OUT_OF_MEMORY: Ending = { code: 'memory_exceeded' }
const TRAP: Ending = { code: 'guest_trap' }
const NOT_LOADED = (detail: RegExp): Ending => ({ code: 'load_failed', detail })

const running = (name: string, ending: Ending, body: string, fields = ''): Attack => ({
  name,
  ...ending,
  fields: operation(body, fields),
})

/** A guest that brings its own memory and does nothing. */
const declaring = (name: string, ending: Ending, fields: string): Attack => ({
  name,
  ...ending,
  fields: `;; with: init alloc
  ${fields} ${HARMLESS_OPERATION}`,
})

const PASSIVE_DATA = `(data $d "${'x'.repeat(60_000)}")`
const TABLES = '(table $t 9000 funcref) (table $u 9000 funcref) (func $f) (elem $e func $f $f $f $f)'

/** Memories, tables and the operations that move a lot at once. */
export const MEMORIES: readonly Attack[] = [
  running(
    'memory-grown-page-by-page',
    OUT_OF_MEMORY,
    '(loop $again (br_if $again (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))',
  ),
  running('memory-grown-at-once', OUT_OF_MEMORY, '(drop (memory.grow (i32.const 65535)))'),
  running(
    'memory-grown-and-touched',
    OUT_OF_MEMORY,
    `(local $at i32)
    (loop $again
      (local.set $at (i32.mul (memory.size) (i32.const 65536)))
      (if (i32.ne (memory.grow (i32.const 1)) (i32.const -1))
        (then (i32.store (local.get $at) (i32.const 1)) (br $again))))`,
  ),
  running('memory-grown-by-nothing', OUT_OF_FUEL, '(loop $again (drop (memory.grow (i32.const 0))) (br $again))'),
  running(
    'memory-grown-by-too-much-for-ever',
    OUT_OF_FUEL,
    '(loop $again (drop (memory.grow (i32.const -1))) (br $again))',
  ),
  running(
    'memory-copied-onto-itself',
    OUT_OF_FUEL,
    '(loop $again (memory.copy (i32.const 1) (i32.const 0) (i32.const 65535)) (br $again))',
  ),
  running(
    'memory-initialised-again-and-again',
    OUT_OF_FUEL,
    '(loop $again (memory.init $d (i32.const 0) (i32.const 0) (i32.const 60000)) (br $again))',
    PASSIVE_DATA,
  ),
  running(
    'memory-filled-with-nothing',
    OUT_OF_FUEL,
    '(loop $again (memory.fill (i32.const 0) (i32.const 0) (i32.const 0)) (br $again))',
  ),
  running(
    'memory-filled-without-a-loop',
    OUT_OF_LITTLE_FUEL,
    times(3_000, '(memory.fill (i32.const 0) (i32.const #) (i32.const 65536))'),
  ),
  running('memory-filled-beyond-its-end', TRAP, '(memory.fill (i32.const 65535) (i32.const 0) (i32.const 2))'),
  running('memory-filled-by-4-gib', OUT_OF_LITTLE_FUEL, '(memory.fill (i32.const 0) (i32.const 0) (i32.const -1))'),
  running('load-beyond-the-end', TRAP, '(drop (i64.load offset=4294967295 (i32.const -1)))'),
  running(
    'segments-dropped-for-ever',
    OUT_OF_FUEL,
    '(loop $again (data.drop $d) (elem.drop $e) (br $again))',
    `${PASSIVE_DATA} ${TABLES}`,
  ),
  running(
    'table-filled-again-and-again',
    OUT_OF_FUEL,
    '(loop $again (table.fill $t (i32.const 0) (ref.func $f) (i32.const 9000)) (br $again))',
    TABLES,
  ),
  running(
    'table-copied-again-and-again',
    OUT_OF_FUEL,
    '(loop $again (table.copy $t $u (i32.const 0) (i32.const 0) (i32.const 9000)) (br $again))',
    TABLES,
  ),
  running(
    'table-initialised-again-and-again',
    OUT_OF_FUEL,
    '(loop $again (table.init $t $e (i32.const 0) (i32.const 0) (i32.const 4)) (br $again))',
    TABLES,
  ),
  running(
    'table-grown-to-its-cap',
    TRAP,
    '(loop $again (br_if $again (i32.ne (table.grow $t (ref.null func) (i32.const 1)) (i32.const -1))))',
    TABLES,
  ),
  running('table-grown-by-4-billion', OUT_OF_FUEL, '(drop (table.grow $t (ref.null func) (i32.const -1)))', TABLES),
  running('call-of-an-empty-element', TRAP, '(call_indirect $t (i32.const 8999))', TABLES),
  running('call-beyond-a-table', TRAP, '(call_indirect $t (i32.const -1))', TABLES),
  declaring('memory-too-large-at-the-start', NOT_LOADED(/^memory_exceeded/), '(memory (export "memory") 257)'),
  declaring('memory-of-4-gib', NOT_LOADED(/^memory_exceeded/), '(memory (export "memory") 65536)'),
  declaring(
    'table-too-large-at-the-start',
    NOT_LOADED(/^table_exceeded/),
    '(memory (export "memory") 1) (table 10001 funcref)',
  ),
  declaring(
    'data-outside-of-the-memory',
    NOT_LOADED(/data segment|out of bounds/),
    '(memory (export "memory") 1) (data (i32.const 65535) "xy")',
  ),
  declaring(
    'elements-outside-of-the-table',
    NOT_LOADED(/element segment|out of bounds/),
    '(memory (export "memory") 1) (table 1 funcref) (elem (i32.const 1) $f) (func $f)',
  ),
]

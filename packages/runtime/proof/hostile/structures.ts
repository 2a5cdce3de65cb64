import { HARMLESS_OPERATION, operation, times, type Attack } from './attack.ts'

const refused = (name: string, detail: RegExp, fields: string, parts = 'memory init alloc'): Attack => ({
  name,
  code: 'load_failed',
  detail,
  fields: `;; with: ${parts}
  ${fields} ${HARMLESS_OPERATION}`,
})

/** Modules that are hostile by what they are: too much structure, refused features, names that are not theirs. */
export const STRUCTURES: readonly Attack[] = [
  {
    name: 'loop-below-deep-blocks',
    code: 'fuel_exhausted',
    fields: operation(`(loop $again ${times(60, 'block')} (br $again) ${times(60, 'end')})`),
  },
  refused('too-many-locals', /^structure_limit: .*locals/, `(func (local ${times(10_001, 'i32')}))`),
  refused('too-many-globals', /^structure_limit: .*globals/, times(10_001, '(global i32 (i32.const #))')),
  refused(
    'too-wide-a-branch-table',
    /^structure_limit: .*br_table/,
    `(func (block $out (br_table ${times(20_001, '$out')} $out (i32.const 0))))`,
  ),
  refused('too-many-tables', /^structure_limit: .*tables/, times(11, '(table 1 funcref)')),
  refused('too-many-parameters', /^structure_limit: .*parameters/, `(func (param ${times(256, 'i32')}))`),
  refused('too-many-exports', /^structure_limit: .*exports/, `(func $f) ${times(10_001, '(export "e#" (func $f))')}`),
  refused(
    'waiting-on-an-atomic',
    /^unsupported_feature/,
    '(func (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))',
  ),
  refused('exceptions', /^unsupported_feature: .*Exception/, '(tag $e) (func (throw $e))'),
  refused(
    'imports-the-function-constructor',
    /^import_not_allowed/,
    '(import "constructor" "constructor" (func (param i32)))',
  ),
  refused('imports-from-a-prototype', /^import_not_allowed/, '(import "spacedrive" "__proto__" (func))'),
  refused('imports-a-memory', /^import_not_allowed/, '(import "spacedrive" "memory" (memory 1))', 'init alloc'),
  refused(
    'imports-with-another-type',
    /^import_not_allowed/,
    '(import "spacedrive" "spacedrive_log" (func (param i64 i32 i32)))',
  ),
  refused(
    'exports-the-name-of-the-meter',
    /^reserved_name/,
    '(global (export "__grantry_fuel") (mut i64) (i64.const 0))',
  ),
  refused('exports-the-name-of-the-start', /^reserved_name/, '(func (export "__grantry_start"))'),
]

import { HARMLESS_OPERATION, type Attack } from './attack.ts'

interface Caller {
  readonly name: string
  readonly code: Attack['code']
  readonly detail?: RegExp
  readonly limits?: Attack['limits']
  readonly data?: string
  readonly body: string
}

/** A guest that calls the host: its text stands at 16, and `query:test.ask.v1` at 1024. */
const calling = ({ data = '', body, ...attack }: Caller): Attack => ({
  ...attack,
  fields: `;; with: call log memory init alloc
  (import "spacedrive" "job_log" (func $job_log (param i32 i32 i32)))
  (data (i32.const 16) "${data}") (data (i32.const 1024) "query:test.ask.v1")
  (func (export "attack") (param $input i32) (param $length i32) (result i32) ${body} (unreachable))`,
})

const ask = (length: number) =>
  `(drop (call $call (i32.const 16) (i32.const ${length}) (i32.const 0) (i32.const 0) (i32.const 0)))`
const ASK_WELL =
  '(drop (call $call (i32.const 1024) (i32.const 17) (i32.const 0) (local.get $input) (local.get $length)))'
const loop = (body: string) => `(loop $again ${body} (br $again))`
const TWO_MIB = String.raw`{\22want\22:\222 MiB\22}`

/** Floods of host calls and log lines, and texts that are none. */
export const HOST_CALLS: readonly Attack[] = [
  calling({ name: 'host-call-flood', code: 'host_call_limit', limits: { hostCalls: 20 }, body: loop(ASK_WELL) }),
  calling({
    name: 'host-call-flood-on-fuel',
    code: 'fuel_exhausted',
    limits: { fuel: 500_000n },
    body: loop(ASK_WELL),
  }),
  calling({
    name: 'host-replies-hoarded',
    code: 'memory_exceeded',
    detail: /no room for a reply/,
    limits: { fuel: 1_000_000_000n },
    data: TWO_MIB,
    body: loop('(drop (call $call (i32.const 1024) (i32.const 17) (i32.const 0) (i32.const 16) (i32.const 16)))'),
  }),
  calling({
    name: 'log-flood',
    code: 'fuel_exhausted',
    body: loop('(call $log (i32.const 3) (i32.const 1024) (i32.const 17))'),
  }),
  calling({
    name: 'log-flood-of-empty-lines',
    code: 'fuel_exhausted',
    body: loop('(call $log (i32.const 0) (i32.const 0) (i32.const 0))'),
  }),
  calling({
    name: 'log-flood-of-whole-memories',
    code: 'fuel_exhausted',
    body: loop('(call $log (i32.const 0) (i32.const 0) (i32.const 65536))'),
  }),
  calling({
    name: 'log-flood-of-direction-marks',
    code: 'fuel_exhausted',
    data: String.raw`\e2\80\ae\1b[2J\0a\00\ff`,
    body: loop('(call $log (i32.const 99) (i32.const 16) (i32.const 10))'),
  }),
  calling({
    name: 'job-call-flood',
    code: 'fuel_exhausted',
    body: loop('(call $job_log (i32.const 0) (i32.const 16) (i32.const 0))'),
  }),
  calling({
    name: 'method-not-utf8',
    code: 'guest_trap',
    detail: /not UTF-8/,
    data: String.raw`query\ff`,
    body: ask(6),
  }),
  calling({
    name: 'method-in-overlong-utf8',
    code: 'guest_trap',
    detail: /not UTF-8/,
    data: String.raw`a\c1\81`,
    body: ask(3),
  }),
  calling({
    name: 'method-with-half-a-surrogate-pair',
    code: 'guest_trap',
    detail: /not UTF-8/,
    data: String.raw`\ed\bf\bf`,
    body: ask(3),
  }),
  calling({ name: 'method-too-long', code: 'guest_trap', detail: /is longer than/, body: ask(60_000) }),
  calling({
    name: 'payload-not-utf8',
    code: 'guest_trap',
    detail: /payload is not UTF-8/,
    data: String.raw`\22\80\22`,
    body: '(drop (call $call (i32.const 1024) (i32.const 17) (i32.const 0) (i32.const 16) (i32.const 3)))',
  }),
  calling({
    name: 'library-outside-of-the-memory',
    code: 'guest_trap',
    detail: /library .*lies outside/,
    body: '(drop (call $call (i32.const 1024) (i32.const 17) (i32.const 65521) (i32.const 0) (i32.const 0)))',
  }),
  {
    name: 'registration-flood-in-init',
    code: 'fuel_exhausted',
    fields: `;; with: memory alloc
    (import "spacedrive" "register_job" (func $register_job (param i32 i32 i32 i32 i32) (result i32)))
    (data (i32.const 16) "miner")
    (func (export "plugin_init") (result i32)
      (loop $again
        (drop (call $register_job (i32.const 16) (i32.const 5) (i32.const 16) (i32.const 5) (i32.const 1)))
        (br $again))
      (i32.const 0))
    ${HARMLESS_OPERATION}`,
  },
]

import type { GuestFaultCode, Limits } from '../../src/index.ts'

/** One hostile guest: its export `attack` is called once. */
export interface Attack {
  readonly name: string
  /** The limit that stops it, by the code its caller gets. */
  readonly code: GuestFaultCode
  /** What the detail of the fault says; empty where the code says it all. */
  readonly detail?: RegExp
  /** Limits other than those of the suite, which are generous. */
  readonly limits?: Partial<Limits>
  /** Text of its fields, see `coreCodeOf`. */
  readonly fields: string
  /** Set when nothing but the end of its process stops it. */
  readonly losesSandbox?: true
}

/** The body of an operation in a guest that is otherwise well-behaved. */
export const operation = (body: string, fields = ''): string =>
  `;; with: memory init alloc
  ${fields}
  (func (export "attack") (param $input i32) (param $length i32) (result i32) ${body} (unreachable))`

/** An operation for guests whose attack comes before or after it. */
export const HARMLESS_OPERATION = '(func (export "attack") (param i32 i32) (result i32) (i32.const 0))'

/** The text `count` times, each with its number in the place of `#`. */
export const times = (count: number, text: string): string =>
  Array.from({ length: count }, (_, index) => text.replaceAll('#', `${index}`)).join(' ')

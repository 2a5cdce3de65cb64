import type { Immediates } from './opcode-runs.ts'
import { PLAIN_OPERATIONS } from './opcodes.ts'

/** How many there are of what an instruction may name by its index. */
export interface IndexSpaces {
  readonly locals: number
  readonly globals: number
  readonly memories: number
}

/** What has to be looked at behind an opcode; `other`: more than this page knows of. */
const FORM = { other: 0, none: 1, local: 2, global: 3, i32: 4, i64: 5, f32: 6, f64: 7, access: 8 } as const
const FORMS: Partial<Record<Immediates, number>> = FORM

/** By opcode. An instruction that needs a feature of the engine is left to whoever takes a note of that. */
const FORM_OF = Uint8Array.from(PLAIN_OPERATIONS, (operation) =>
  operation?.isPlain && operation.feature === null ? (FORMS[operation.immediates] ?? FORM.other) : FORM.other,
)

const CONTINUED = 0x80
/** Numbers with fewer bytes than their type may need have no bits that could be wrong. */
const [SURE_BYTES, SURE_BYTES_OF_I64] = [4, 9]
const MOST_ALIGNMENT = 4

/**
 * Steps over the instructions that make up most code: those that only compute, as long as all is well with them and
 * nothing about them is unusual. It refuses nothing: whatever it stops at, the cursor reads again, and says what is wrong.
 * @returns where it stopped, at an instruction or at `end`
 */
export function skipPlainCode(bytes: Uint8Array, from: number, end: number, counts: IndexSpaces): number {
  const { locals, globals, memories } = counts
  let at = from
  for (;;) {
    const next = behind(bytes, at, end, locals, globals, memories)
    if (next === at || next > end) return at
    at = next
  }
}

/** Where the next instruction begins; where this one does, when it is not for here. */
function behind(bytes: Uint8Array, at: number, end: number, locals: number, globals: number, memories: number): number {
  switch (at < end ? (FORM_OF[bytes[at] ?? 0] ?? FORM.other) : FORM.other) {
    case FORM.none:
      return at + 1
    case FORM.local:
      return isIndex(bytes[at + 1], locals) ? at + 2 : at
    case FORM.global:
      return isIndex(bytes[at + 1], globals) ? at + 2 : at
    case FORM.i32:
      return behindNumber(bytes, at + 1, SURE_BYTES) ?? at
    case FORM.i64:
      return behindNumber(bytes, at + 1, SURE_BYTES_OF_I64) ?? at
    case FORM.f32:
      return at + 5
    case FORM.f64:
      return at + 9
    case FORM.access:
      return memories > 0 && (bytes[at + 1] ?? CONTINUED) <= MOST_ALIGNMENT
        ? (behindNumber(bytes, at + 2, SURE_BYTES) ?? at)
        : at
    default:
      return at
  }
}

/** Whether a byte is an index by itself, of one of so many. */
const isIndex = (byte = CONTINUED, count: number): boolean => byte < CONTINUED && byte < count

/** Null behind so many bytes, or behind the last one. */
function behindNumber(bytes: Uint8Array, from: number, mostBytes: number): number | null {
  for (let at = from; at < from + mostBytes; at += 1) if ((bytes[at] ?? CONTINUED) < CONTINUED) return at + 1
  return null
}

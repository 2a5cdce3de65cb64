import { checkGuest } from '../../abi/index.ts'
import type { EngineLibrary } from '../../abi/js/engine-library.ts'
import { refusalOf } from '../../compile/compile.errors.ts'
import { decodeDescription } from '../../guest-description.ts'
import type { ToSandbox, ToSupervisor } from '../protocol.ts'

/** Characters of the reason for a refusal, which quotes what was refused. */
export const MAX_REASON = 2_000

type Question = Extract<ToSandbox, { type: 'check' }>
type Verdict = Extract<ToSupervisor, { type: 'checked' }>

/** Judges code and runs none of it. An error that is no refusal is ours. */
export function judge({ call, description, code }: Question, engines: EngineLibrary): Verdict {
  const answer = { type: 'checked' as const, call, code: '', reason: '', offset: 0, meteredBytes: 0 }
  try {
    const { meteredBytes } = checkGuest(decodeDescription(description), code, engines)
    return { ...answer, verdict: 'pass', meteredBytes }
  } catch (thrown) {
    const refusal = refusalOf(thrown)
    if (refusal === null) throw thrown
    return { ...answer, verdict: 'refused', ...refusal, reason: refusal.reason.slice(0, MAX_REASON) }
  }
}

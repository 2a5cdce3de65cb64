import type { GuestDescription } from '../guest-description.ts'
import type { PreparedGuest } from './abi.ts'
import type { RewrittenModule } from '../rewriting/module-outline.ts'
import { checkCore, prepareCore } from './core/core-guest.ts'
import type { EngineLibrary } from './js/engine-library.ts'
import { checkJs, prepareJs } from './js/js-guest.ts'

interface GuestCode {
  readonly code: Uint8Array
  /** Of a module, when it has been inspected and metered elsewhere. */
  readonly rewritten: RewrittenModule | null
}

/** Makes code ready to be opened, by its ABI. @throws a refusal, see `refusalOf` */
export function prepareGuest(description: GuestDescription, code: GuestCode, engines: EngineLibrary): PreparedGuest {
  if (description.abi === 'core') return prepareCore(description, code.code, code.rewritten)
  return prepareJs(description, code.code, engines.booted(description.limits, description.supply))
}

/** Judges code as far as that is possible without running any of it. @throws a refusal, see `refusalOf` */
export function checkGuest(
  description: GuestDescription,
  code: Uint8Array,
  engines: EngineLibrary,
): { meteredBytes: number } {
  if (description.abi === 'core') return checkCore(description, code)
  return checkJs(description, code, engines.compiled(description.limits))
}

import type { PreparedGuest } from '../abi.ts'
import { descriptionOf } from '../warm-up-guest.ts'
import type { BootedEngine } from './booted-engine.ts'
import { prepareJs } from './js-guest.ts'
import bundle from './warm-up.js?raw'

/** A bundle of ours, ready to be evaluated. */
export function warmUpBundle(engine: BootedEngine): PreparedGuest {
  const code = Buffer.from(bundle)
  return prepareJs(descriptionOf('js', code, 'default'), code, engine)
}

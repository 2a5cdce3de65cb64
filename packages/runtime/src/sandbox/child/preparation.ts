import type { PreparedGuest } from '../../abi/abi.ts'
import type { EngineLibrary } from '../../abi/js/engine-library.ts'
import { GuestFault } from '../../faults.ts'
import type { ToSupervisor } from '../protocol.ts'
import type { LoadedGuest } from './loaded-guest.ts'
import { MAX_REASON } from './refusals.ts'

/** Makes a guest ready, and says what became of it and how long that took. @throws GuestFault `load_failed` */
export function prepareAndTell(
  number: number,
  guest: LoadedGuest,
  engines: EngineLibrary,
  send: (message: ToSupervisor) => void,
): PreparedGuest {
  const begunAt = performance.now()
  let [refusal, linked]: [string, PreparedGuest['linked']] = ['', { meteredBytes: 0, imports: [] }]
  try {
    const prepared = guest.prepare(engines)
    linked = prepared.linked
    return prepared
  } catch (thrown) {
    if (thrown instanceof GuestFault) refusal = thrown.detail
    throw thrown
  } finally {
    const micros = Math.round((performance.now() - begunAt) * 1_000)
    const imports = linked.imports.join(' ').slice(0, MAX_REASON)
    send({ type: 'prepared', guest: number, micros, meteredBytes: linked.meteredBytes, imports, refusal })
  }
}

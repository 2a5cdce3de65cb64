import type { JobEnd, JobInput, PreparedGuest } from '../abi/abi.ts'
import { GuestFault } from '../faults.ts'
import { StoppedUnheeding } from './active-job.ts'
import type { CallScope } from './call-scope.ts'
import type { FuelSlices } from './fuel-slices.ts'
import { cleanUpInstance, openInstance } from './run-call.ts'
import { faultOf } from './traps.ts'

export interface RunOutcome extends JobEnd {
  readonly fuelConsumed: bigint
  readonly memoryPages: number
}

/**
 * One run of a job, in an instance of its own, which says goodbye at its end.
 * @throws GuestFault with the figures of the whole run
 */
export async function runJob(
  guest: PreparedGuest,
  { export: exportName, ...input }: JobInput & { export: string },
  scope: CallScope,
  slices: FuelSlices,
): Promise<RunOutcome> {
  const instance = await openInstance(guest, scope)
  const { meter } = instance
  try {
    slices.begin(meter)
    scope.spendFrom(meter)
    const end = await scope.orEnd(instance.run(exportName, input, scope))
    if (scope.hasOthers) await scope.orEnd(scope.othersAreDone())
    slices.end()
    const outcome = { ...end, fuelConsumed: slices.used, memoryPages: meter.pages }
    await cleanUpInstance(guest, instance, scope)
    return outcome
  } catch (thrown) {
    if (thrown instanceof StoppedUnheeding)
      return { exit: 'interrupted', message: thrown.message, fuelConsumed: slices.used, memoryPages: meter.pages }
    throw faultOfRun(faultOf(thrown, meter, guest.symbols), slices)
  }
}

const BUDGET_IS_GONE = 'the budget of the job'

/** The fault with the fuel of all slices. */
function faultOfRun(fault: GuestFault, slices: FuelSlices): GuestFault {
  const { code, detail, memoryPages } = fault
  const figures = { fuelConsumed: slices.used, memoryPages, cause: fault }
  if (code !== 'fuel_exhausted') return new GuestFault(code, detail, figures)
  return new GuestFault(code, detail === '' ? BUDGET_IS_GONE : `${BUDGET_IS_GONE} (${detail})`, figures)
}

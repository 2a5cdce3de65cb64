import type { CallScope } from '../../call/call-scope.ts'
import { faultOf, instantiationFault, loadFault } from '../../call/traps.ts'
import { compileModule, compileRewritten, type CompiledModule } from '../../compile/compile-module.ts'
import { verifyDigest } from '../../compile/digest.ts'
import type { GuestDescription } from '../../guest-description.ts'
import type { FuelSupply } from '../../instrument/index.ts'
import type { ModuleOutline, RewrittenModule } from '../../rewriting/module-outline.ts'
import type { GuestInstance, PreparedGuest, Symbols } from '../abi.ts'
import { checkAbi } from './check-abi.ts'
import { CoreInstance } from './core-instance.ts'

/** Compiles a `core` guest. @throws a refusal, see `refusalOf` */
export function prepareCore(
  description: GuestDescription,
  code: Uint8Array,
  rewritten: RewrittenModule | null,
): PreparedGuest {
  verifyDigest(code, description.digest)
  const { limits: caps, supply } = description
  const check = (outline: ModuleOutline) => checkAbi(outline, description)
  const compiled =
    rewritten === null ? compileModule(code, { caps, supply }, check) : compileRewritten(code, rewritten, check)
  return {
    symbols: symbolsOf(compiled),
    instances: description.instances,
    linked: { meteredBytes: compiled.meteredBytes, imports: compiled.info.imports.map(({ name }) => name) },
    open: (scope) => open(compiled, description, scope),
  }
}

const symbolsOf = ({ info, positions }: CompiledModule): Symbols => ({ names: info.functionNames, positions })

/**
 * Verifies, inspects, meters and compiles, and runs nothing. A guest with jobs has to bear the meter of slices as well,
 * which is longer: jobs get their fuel in no other way.
 * @throws a refusal, see `refusalOf`
 */
export function checkCore(description: GuestDescription, code: Uint8Array): { meteredBytes: number } {
  verifyDigest(code, description.digest)
  const { limits: caps, supply, jobs } = description
  const compile = (supplied: FuelSupply) =>
    compileModule(code, { caps, supply: supplied }, (info) => checkAbi(info, description))
  const { meteredBytes } = compile(supply)
  if (jobs.length > 0) compile('sliced')
  return { meteredBytes }
}

async function open(compiled: CompiledModule, description: GuestDescription, scope: CallScope): Promise<GuestInstance> {
  const instance = instantiate(compiled, description)
  try {
    await instance.load(scope)
    if (description.instances === 'fresh') instance.keepBeginning()
  } catch (thrown) {
    throw loadFault(faultOf(thrown, instance.meter, symbolsOf(compiled)))
  }
  return instance
}

/** Segments that lie outside of their memory or table trap here, before any code of the guest runs. */
function instantiate(compiled: CompiledModule, description: GuestDescription): CoreInstance {
  try {
    return new CoreInstance(compiled, description)
  } catch (thrown) {
    throw instantiationFault(thrown)
  }
}

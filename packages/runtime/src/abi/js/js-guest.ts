import type { CallScope } from '../../call/call-scope.ts'
import { faultOf, loadFault } from '../../call/traps.ts'
import type { LinkableModule } from '../../compile/compile-module.ts'
import { CompileRefused } from '../../compile/compile.errors.ts'
import { verifyDigest } from '../../compile/digest.ts'
import { GuestFault } from '../../faults.ts'
import type { GuestDescription } from '../../guest-description.ts'
import type { PreparedGuest } from '../abi.ts'
import type { BootedEngine } from './booted-engine.ts'
import { checkBundle, checkingEngine } from './check-bundle.ts'
import { JsInstance, type JsSnapshot } from './js-instance.ts'

/** A bundle ready to be evaluated. @throws a refusal, see `refusalOf` */
export function prepareJs(description: GuestDescription, code: Uint8Array, engine: BootedEngine): PreparedGuest {
  const source = readSource(description, code)
  let snapshot: JsSnapshot | null = null
  return {
    symbols: null,
    instances: description.instances,
    linked: { meteredBytes: 0, imports: [] },
    async open(scope) {
      const instance =
        snapshot === null
          ? await load(engine, source, exportNames(description), scope)
          : restored(new JsInstance(engine.compiled), snapshot)
      snapshot ??= instance.snapshot()
      if (description.instances === 'fresh') instance.keepBeginning(snapshot)
      return instance
    },
  }
}

/** Parses and links the bundle and compares its exports with the declared ones, evaluating nothing. */
export function checkJs(
  description: GuestDescription,
  code: Uint8Array,
  compiled: LinkableModule,
): { meteredBytes: number } {
  const source = readSource(description, code)
  const engine = checkingEngine(compiled, source)
  try {
    const flaw = checkBundle(engine, exportNames(description), description.limits.loadFuel)
    if (flaw !== null) throw new CompileRefused('invalid_bundle', flaw)
  } catch (thrown) {
    if (thrown instanceof CompileRefused) throw thrown
    const fault = faultOf(thrown, engine.meter, null)
    throw new CompileRefused('invalid_bundle', fault.message, fault)
  }
  return { meteredBytes: code.length }
}

function restored(instance: JsInstance, snapshot: JsSnapshot): JsInstance {
  instance.restore(snapshot)
  return instance
}

async function load(
  engine: BootedEngine,
  source: string,
  names: readonly string[],
  scope: CallScope,
): Promise<JsInstance> {
  const { beginning } = engine
  if (beginning instanceof GuestFault) throw new GuestFault(beginning.code, beginning.detail, { cause: beginning })
  const instance = engine.newInstance(beginning)
  instance.meter.refill(scope.limits.loadFuel)
  try {
    instance.meter.charge(beginning.fuel)
    await instance.load(source, names, scope)
    return instance
  } catch (thrown) {
    throw loadFault(faultOf(thrown, instance.meter, null))
  }
}

const exportNames = ({ operations, jobs }: GuestDescription) =>
  [...operations, ...jobs].map((declared) => declared.export)

function readSource({ digest }: GuestDescription, code: Uint8Array): string {
  verifyDigest(code, digest)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(code)
  } catch (cause) {
    throw new CompileRefused('invalid_bundle', 'The bundle is not UTF-8', cause)
  }
}

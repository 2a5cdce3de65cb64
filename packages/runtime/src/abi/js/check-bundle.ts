import type { LinkableModule } from '../../compile/compile-module.ts'
import { EngineException, QuickJs } from './quick-js.ts'

const STOP = 'grantry:stop'
const BUNDLE = 'extension.js'
const CHECK = 'grantry:check'

/**
 * Parses and links a bundle without evaluating it, on `fuel`. A module is checked that imports the bundle's declared
 * exports *after* one that throws: linking comes before any evaluation and finds what is missing, and evaluation ends
 * before it reaches the bundle.
 * @returns why the bundle is no good; null when it is. Throws what the engine throws when it runs into a limit.
 */
export function checkBundle(engine: QuickJs, exportNames: readonly string[], fuel: bigint): string | null {
  engine.meter.refill(fuel)
  engine.boot()
  engine.allowImports()
  const imports = exportNames.map((name, index) => `${JSON.stringify(name)} as e${index}`)
  try {
    engine.evaluateModule(`import '${STOP}'; import { ${imports.join(', ')} } from '${BUNDLE}'`, CHECK)
    return null
  } catch (error) {
    if (!(error instanceof EngineException)) throw error
    return engine.excerpt(error.value, 1_000)
  }
}

/** An engine for {@link checkBundle}: only the checking module may import. */
export const checkingEngine = (compiled: LinkableModule, source: string): QuickJs =>
  new QuickJs(compiled, {
    hostCall: () => 0,
    slices: () => null,
    resolveModule: (importer, specifier) => (importer === CHECK ? specifier : null),
    moduleSource: (name) => (name === BUNDLE ? source : name === STOP ? 'throw null' : null),
  })

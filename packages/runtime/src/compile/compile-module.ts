import { CodePositions } from '../debug-info/code-positions.ts'
import { inspect, type ModuleInfo } from '../inspect/index.ts'
import { rewrite, type Caps, type FuelSupply } from '../instrument/index.ts'
import type { Imports } from '../link/link.ts'
import type { ModuleOutline, RewrittenModule } from '../rewriting/module-outline.ts'
import { CompileRefused } from './compile.errors.ts'

/** As much of a module as it takes to link it and to name its functions. */
export interface LinkableModule {
  readonly module: WebAssembly.Module
  readonly info: { readonly imports: Imports; readonly functionNames: ModuleInfo['functionNames'] }
}

export interface CompiledModule extends LinkableModule {
  readonly info: ModuleOutline
  readonly meteredBytes: number
  /** Where in its author's files its code is; null when it does not say. */
  readonly positions: CodePositions | null
}

/**
 * From the bytes of a module to one that can be linked; nothing of it runs. `checkAbi` throws when the module is not
 * what its ABI and manifest say, before the engine gets to see it.
 * @throws InspectionRefused, LimitRefused, CompileRefused and what `checkAbi` throws: see `refusalOf`.
 */
export function compileModule(
  code: Uint8Array,
  { caps, supply }: { caps: Caps; supply: FuelSupply },
  checkAbi: (info: ModuleInfo) => void,
): CompiledModule {
  const info = inspect(code)
  checkAbi(info)
  const original = compileOrRefuse(code, 'module')
  const { metered, offsets } = rewrite(code, info, caps, supply)
  const positions = CodePositions.of(original, offsets)
  return { module: compileOrRefuse(metered, 'module with its meter'), info, meteredBytes: metered.length, positions }
}

/**
 * The same for a module that has been inspected and metered by the supervisor, whose word is taken for that, but not for
 * whether the original is valid: nobody but the engine can say, and the engine looks at guests' code in sandboxes only.
 * @throws CompileRefused and what `checkAbi` throws: see `refusalOf`.
 */
export function compileRewritten(
  code: Uint8Array,
  { outline, metered, offsets }: RewrittenModule,
  checkAbi: (outline: ModuleOutline) => void,
): CompiledModule {
  checkAbi(outline)
  const positions = CodePositions.of(compileOrRefuse(code, 'module'), offsets)
  return {
    module: compileOrRefuse(metered, 'module with its meter'),
    info: outline,
    meteredBytes: metered.length,
    positions,
  }
}

/** A module of our own that was instrumented elsewhere; its functions have no names. */
export function compileMetered(metered: Uint8Array): LinkableModule {
  const module = compile(metered)
  return { module, info: { imports: WebAssembly.Module.imports(module), functionNames: new Map() } }
}

/**
 * The original is validated before it is rewritten: what rewriting appends (a global, functions) would make some
 * invalid references valid, and reachable. With its meter, a module may be more than the engine takes.
 */
function compileOrRefuse(code: Uint8Array, what: 'module' | 'module with its meter'): WebAssembly.Module {
  try {
    return compile(code)
  } catch (cause) {
    if (!(cause instanceof WebAssembly.CompileError)) throw cause
    throw new CompileRefused('invalid_module', `The ${what} is not valid WebAssembly: ${cause.message}`, cause)
  }
}

/** Without compile options: no built-in imports of the engine can be asked for. */
const compile = (bytes: Uint8Array) => new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>)

import type { Declarations } from '../../guest.ts'
import type { FunctionType, ModuleExport, ModuleImport, ModuleInfo } from '../../inspect/index.ts'
import { AbiRefused } from '../abi.errors.ts'
import {
  CORE_EXPORTS,
  CORE_IMPORTS,
  describeType,
  IMPORT_MODULE,
  isCoreImport,
  JOB_TYPE,
  OPERATION_TYPE,
  sameType,
} from './allow-list.ts'

/**
 * Checks an inspected module against the ABI `core` and against what its manifest declares, before anything of it is
 * compiled: imports by name *and* exact type, exports by name, kind and exact type.
 * @throws AbiRefused at the first thing that does not fit.
 */
export function checkAbi(info: Pick<ModuleInfo, 'imports' | 'exports'>, declared: Declarations): void {
  for (const imported of info.imports) checkImport(imported)
  const exports = new Map(info.exports.map((exported) => [exported.name, exported]))
  checkMemory(exports)
  for (const [name, types] of Object.entries(CORE_EXPORTS.required)) checkFunction(exports, name, types, 'the ABI core')
  for (const [name, types] of Object.entries(CORE_EXPORTS.optional))
    if (exports.has(name)) checkFunction(exports, name, types, 'the ABI core')
  for (const { name, export: exportName } of declared.operations)
    checkFunction(exports, exportName, [OPERATION_TYPE], `operation ${name} of the manifest`)
  for (const { name, export: exportName } of declared.jobs)
    checkFunction(exports, exportName, [JOB_TYPE], `job ${name} of the manifest`)
}

function checkImport(imported: ModuleImport): void {
  const { module, name, offset } = imported
  const refuse = (why: string) => new AbiRefused('import_not_allowed', `${quote(module)}.${quote(name)} ${why}`, offset)
  if (imported.kind !== 'function') throw refuse(`is a ${imported.kind}, and a guest may import functions alone`)
  if (module !== IMPORT_MODULE || !isCoreImport(name)) throw refuse('is not part of the ABI core')
  const allowed: readonly FunctionType[] = CORE_IMPORTS[name]
  if (!allowed.some((type) => sameType(type, imported.type)))
    throw refuse(`has the type ${describeType(imported.type)}, and the ABI core has ${describeAll(allowed)}`)
}

type Exports = ReadonlyMap<string, ModuleExport>

function checkMemory(exports: Exports): void {
  const memory = exports.get('memory')
  if (memory === undefined) throw new AbiRefused('export_missing', 'The module must export its memory as "memory"')
  if (memory.kind !== 'memory')
    throw new AbiRefused('export_type', `The export "memory" is a ${memory.kind}, not a memory`, memory.offset)
}

function checkFunction(exports: Exports, name: string, allowed: readonly FunctionType[], owner: string): void {
  const found = exports.get(name)
  const needed = `${owner} needs the function ${quote(name)} of type ${describeAll(allowed)}`
  if (found === undefined) throw new AbiRefused('export_missing', `${needed}, and the module does not export it`)
  if (found.kind !== 'function')
    throw new AbiRefused('export_type', `${needed}, and the module exports a ${found.kind}`, found.offset)
  if (!allowed.some((type) => sameType(type, found.type)))
    throw new AbiRefused('export_type', `${needed}, and the module has ${describeType(found.type)}`, found.offset)
}

const quote = (name: string) => JSON.stringify(name.slice(0, 128))
const describeAll = (types: readonly FunctionType[]) => types.map(describeType).join(' or ')

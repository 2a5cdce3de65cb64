import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import loadWabt from 'wabt'
import { BuildRefused } from './build.errors.ts'
import { checkManifest, locateInManifest } from './check-manifest.ts'
import type { Compiled } from './compiled.ts'
import { requireInside } from './inside-project.ts'
import { MANIFEST_FILE, type Project } from './project.ts'
import type { SourcePlan } from './source-plan.ts'

/** Builds a core module: assembles a .wat, or takes a .wasm as it is. Throws BuildRefused. */
export async function compileCore(project: Project, { source, abi, entry }: SourcePlan): Promise<Compiled> {
  const manifest = { ...project.manifest.value, abi, entry }
  const { operations, jobs } = checkManifest(manifest, locateInManifest(project))
  const content = await readSource(project.folder, source)
  const module = source.endsWith('.wat') ? await assemble(source, content) : content
  requireExports(project, exportedFunctions(source, module), { operations, jobs })
  return { manifest, entry: module, sourceMap: null }
}

async function readSource(folder: string, file: string): Promise<Uint8Array> {
  await requireInside(folder, file)
  try {
    return await readFile(join(folder, file))
  } catch (cause) {
    throw new BuildRefused([{ file: MANIFEST_FILE, path: '$.entry', message: `There is no ${file}` }], { cause })
  }
}

/** Features beyond WebAssembly 1.0 that a server accepts. */
const FEATURES = {
  mutable_globals: true,
  sat_float_to_int: true,
  sign_extension: true,
  simd: true,
  multi_value: true,
  tail_call: true,
  bulk_memory: true,
  reference_types: true,
}

async function assemble(file: string, wat: Uint8Array): Promise<Uint8Array> {
  const wabt = await loadWabt()
  try {
    const module = wabt.parseWat(file, wat, FEATURES)
    module.resolveNames()
    module.validate()
    // The name section makes a trap's message say where in the source it happened.
    return module.toBinary({ write_debug_names: true }).buffer
  } catch (cause) {
    throw new BuildRefused([{ file, message: cause instanceof Error ? cause.message.trim() : String(cause) }], {
      cause,
    })
  }
}

/** Compiles the module, which does not run any of it. */
function exportedFunctions(file: string, module: Uint8Array): Set<string> {
  try {
    const exports = WebAssembly.Module.exports(new WebAssembly.Module(module))
    return new Set(exports.filter(({ kind }) => kind === 'function').map(({ name }) => name))
  } catch (cause) {
    if (!(cause instanceof WebAssembly.CompileError)) throw cause
    throw new BuildRefused([{ file, message: `This is not a valid WebAssembly module: ${cause.message}` }], { cause })
  }
}

type Declarations = Record<'operations' | 'jobs', readonly { name: string; export: string }[]>

function requireExports(project: Project, exported: Set<string>, declared: Declarations): void {
  const locate = locateInManifest(project)
  const issues = (['operations', 'jobs'] as const).flatMap((field) =>
    declared[field].flatMap((declaration, index) =>
      exported.has(declaration.export)
        ? []
        : [{ ...locate([field, index, 'export']), message: `The module exports no function ${declaration.export}` }],
    ),
  )
  if (issues.length > 0) throw new BuildRefused(issues)
}

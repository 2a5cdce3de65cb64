import { malformed } from './inspection.errors.ts'
import type {
  Extern,
  ExternKind,
  Feature,
  FunctionType,
  GlobalType,
  MemoryType,
  ModuleExport,
  ModuleImport,
  TableType,
  ValueType,
} from './module-info.ts'
import { unsupported } from './refused-features.ts'
import { enforce } from './structure-limits.ts'

/** What has been read of a module so far; sections are read in order, so each finds what it refers to. */
export class ModuleDraft {
  readonly types: FunctionType[] = []
  readonly functions: FunctionType[] = []
  readonly tables: TableType[] = []
  readonly memories: MemoryType[] = []
  readonly globals: GlobalType[] = []
  readonly imports: ModuleImport[] = []
  readonly exports: ModuleExport[] = []
  readonly referencedFunctions = new Set<number>()
  readonly functionReferences: number[] = []
  readonly features = new Set<Feature>()
  readonly importedCounts: Record<ExternKind, number> = { function: 0, table: 0, memory: 0, global: 0 }
  readonly customSections: { name: string; sizeBytes: number }[] = []
  functionNames: ReadonlyMap<number, string> = new Map()
  start: number | null = null
  elementSegmentCount = 0
  elementCount = 0
  /** From the data count section, which bulk memory instructions need; null without one. */
  declaredDataCount: number | null = null
  dataSegmentCount = 0
  changesTables = false
  bodyCount = 0
  codeBytes = 0
  dataBytes = 0
  totalLocals = 0

  /** Adds a function, table, memory or global to its index space. */
  define(extern: Extern, offset: number): void {
    switch (extern.kind) {
      case 'function':
        this.functions.push(extern.type)
        return enforce('functions', this.functions.length, offset)
      case 'table':
        this.tables.push(extern.type)
        if (this.tables.length > 1 || extern.type.element === 'externref') this.features.add('reference-types')
        return enforce('tables', this.tables.length, offset)
      case 'memory':
        this.memories.push(extern.type)
        if (this.memories.length > 1) throw unsupported('multi-memory', offset)
        return
      case 'global':
        this.globals.push(extern.type)
        this.noteType(extern.type.value)
        return enforce('globals', this.globals.length, offset)
    }
  }

  /** @throws InspectionRefused when there is no such thing. */
  resolve(kind: ExternKind, index: number, offset: number): Extern {
    const extern = this.#find(kind, index)
    if (!extern) throw malformed(offset, `There is no ${kind} ${index}`)
    return extern
  }

  /** Notes a function that may be called otherwise than by a direct call, and where its index stands. */
  refer(index: number, offset: number): void {
    this.resolve('function', index, offset)
    this.referencedFunctions.add(index)
    this.functionReferences.push(offset)
  }

  typeAt(index: number, offset: number): FunctionType {
    const type = this.types[index]
    if (!type) throw malformed(offset, `There is no type ${index}`)
    return type
  }

  /** Records the proposal that a value type belongs to. */
  noteType(type: ValueType): void {
    if (type === 'v128') this.features.add('simd')
    if (type === 'externref' || type === 'funcref') this.features.add('reference-types')
  }

  #find(kind: ExternKind, index: number): Extern | null {
    switch (kind) {
      case 'function':
        return wrap(kind, this.functions[index])
      case 'table':
        return wrap(kind, this.tables[index])
      case 'memory':
        return wrap(kind, this.memories[index])
      case 'global':
        return wrap(kind, this.globals[index])
    }
  }
}

const wrap = <Kind extends ExternKind>(kind: Kind, type: (Extern & { kind: Kind })['type'] | undefined) =>
  type === undefined ? null : ({ kind, type } as Extern & { kind: Kind })

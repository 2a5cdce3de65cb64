/** What {@link inspect} learnt about a core module. Plain data, which can be compared and sent to another process. */
export interface ModuleInfo {
  readonly sizeBytes: number
  readonly imports: readonly ModuleImport[]
  readonly exports: readonly ModuleExport[]
  readonly types: readonly FunctionType[]
  /** Every function's type, in index order: the imported ones first. */
  readonly functions: readonly FunctionType[]
  /** Every table, the imported ones first. */
  readonly tables: readonly TableType[]
  /** The memory, defined or imported; a module has at most one. */
  readonly memory: MemoryType | null
  /** Every global, the imported ones first. */
  readonly globals: readonly GlobalType[]
  /** Functions that code outside of the module, or a reference, may call: exported, in segments or globals, the start. */
  readonly referencedFunctions: ReadonlySet<number>
  /** Where in the file the indexes of these stand, outside of code, in ascending order. */
  readonly functionReferences: readonly number[]
  /** Index of the start function. */
  readonly start: number | null
  /** What the module uses beyond the first version of WebAssembly, sorted. */
  readonly features: readonly Feature[]
  /** How many functions, globals, memories and tables of the index spaces above are imported. */
  readonly importedCounts: Readonly<Record<ExternKind, number>>
  /** Functions with a body, so without the imported ones. */
  readonly functionCount: number
  readonly elementSegmentCount: number
  readonly dataSegmentCount: number
  /** Whether any instruction may change a table or drop a segment. */
  readonly changesTables: boolean
  /** Sum of the function bodies, locals included. */
  readonly codeBytes: number
  /** Sum of the contents of the data segments. */
  readonly dataBytes: number
  readonly customSections: readonly { readonly name: string; readonly sizeBytes: number }[]
  /** From the `name` section, by function index. The guest's author wrote them: untrusted text of any characters. */
  readonly functionNames: ReadonlyMap<number, string>
  /** Every section in file order. */
  readonly sections: readonly SectionSpan[]
}

export type NumericType = 'i32' | 'i64' | 'f32' | 'f64'
export type ReferenceType = 'funcref' | 'externref'
export type ValueType = NumericType | 'v128' | ReferenceType

export interface FunctionType {
  readonly params: readonly ValueType[]
  readonly results: readonly ValueType[]
}

export interface TableType {
  readonly element: ReferenceType
  readonly minElements: number
  readonly maxElements: number | null
}

/** Sizes in pages of 64 KiB. */
export interface MemoryType {
  readonly minPages: number
  readonly maxPages: number | null
}

export interface GlobalType {
  readonly value: ValueType
  readonly mutable: boolean
}

export type ExternKind = 'function' | 'table' | 'memory' | 'global'

/** What crosses the border of a module, with its type. */
export type Extern =
  | { readonly kind: 'function'; readonly type: FunctionType }
  | { readonly kind: 'table'; readonly type: TableType }
  | { readonly kind: 'memory'; readonly type: MemoryType }
  | { readonly kind: 'global'; readonly type: GlobalType }

/** `offset` is where the entry begins in the file, for messages. */
export type ModuleImport = Extern & { readonly module: string; readonly name: string; readonly offset: number }
export type ModuleExport = Extern & { readonly name: string; readonly index: number; readonly offset: number }

export type Feature =
  | 'bulk-memory'
  | 'multi-value'
  | 'mutable-globals'
  | 'reference-types'
  | 'saturating-float-to-int'
  | 'sign-extension'
  | 'simd'
  | 'tail-calls'

/** Byte offsets in the file: a section is `[start, end)`, what follows its id, size and name is `[contents, end)`. */
export interface SectionSpan {
  readonly id: number
  /** Of a custom section; empty for the others. */
  readonly name: string
  readonly start: number
  readonly contents: number
  readonly end: number
}

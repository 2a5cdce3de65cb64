/** What a step of a body does to the way that control takes. */
export const STEP = {
  entry: 0,
  block: 1,
  loop: 2,
  if: 3,
  else: 4,
  end: 5,
  branch: 6,
  branchIf: 7,
  branchTable: 8,
  /** Ends the function without a trap: `return` and the tail calls. */
  leave: 9,
  trap: 10,
  call: 11,
  /** A direct call that is the last of its function: it ends it, and pays the toll of another. */
  tailCall: 12,
  /** An instruction that a measuring function charges for. */
  measure: 13,
} as const

/** Of the step that opens a block, loop, if or function. */
export const FRAME = {
  /** A `br_table`, or a `br_if` that carries values, names its label: no code can be put on such a way. */
  pinned: 1,
  /** Of a loop: it encloses a way on which no code can be put. */
  flat: 2,
  /** Control may come to its end without a branch, or to the `else` of an if. */
  fallsThrough: 4,
  thenFallsThrough: 8,
  /** What follows its end can be reached. */
  goesOn: 16,
  /** A branch goes to its end, or the end of the first arm of an if. */
  joined: 32,
} as const

/** No index: a call whose callee is not known. */
export const UNKNOWN = -1

const GROWTH = 2
/** What compilers make: a step for so many bytes of code, and a long index that may change. */
const BYTES_PER_STEP = 8
const BYTES_PER_LONG_OPERAND = 256
/** No instruction with the index of a local is shorter. */
const LEAST_BYTES_PER_LOCAL = 2

/** Offsets in the file, in rising order. */
export class OffsetList {
  offsets: Int32Array
  length = 0

  constructor(expected: number) {
    this.offsets = new Int32Array(expected)
  }

  push(offset: number): void {
    if (this.length === this.offsets.length) this.offsets = enlarged(this.offsets, new Int32Array(this.length * GROWTH))
    this.offsets[this.length] = offset
    this.length += 1
  }
}

/**
 * The reachable control flow of all bodies, as a table in the order of the code: a step, and then straight code up to
 * the next one. It holds numbers alone, in columns, since a module of some megabytes has a million steps.
 */
export class Flow {
  length = 0
  kind: Uint8Array
  /** Where in the file the instruction begins, and where what follows it does. */
  start: Int32Array
  end: Int32Array
  /** Units of the straight code behind the step, those of the instruction that ends it included. */
  cost: Int32Array
  /**
   * Of `else` and `end`, the step that opened the frame. Of an `if`, its `else`, or UNKNOWN. Of branches, the frame that they go to. Of `branchTable`, an
   * index into {@link tables}. Of calls, the function. Of measures, an index into MEASURES.
   */
  target: Int32Array
  /** Of an opening step: where its frame ends. */
  close: Int32Array
  /** Of an opening step: how many branches go to its label. */
  uses: Int32Array
  /** Of an opening step: how deep it stands, and the least depth that a branch from inside goes to. */
  depth: Int32Array
  reach: Int32Array
  /** Of an opening step: bits of {@link FRAME}. */
  flags: Uint8Array
  /** The targets of each `br_table`, without repetitions. */
  readonly tables: number[][] = []
  /**
   * Where indexes of locals stand that move up when a function gets one more parameter, and keep their one byte; and
   * all others that may change: of locals that may need more bytes, and of `ref.func`. The first list has room for all there can be.
   */
  readonly short: OffsetList
  readonly long: OffsetList
  /** For how many steps the columns have room. */
  #room: number

  constructor(codeBytes: number) {
    const steps = Math.ceil(codeBytes / BYTES_PER_STEP) + 1
    this.#room = steps
    const column = () => new Int32Array(steps)
    this.kind = new Uint8Array(steps)
    this.flags = new Uint8Array(steps)
    this.start = column()
    this.end = column()
    this.cost = column()
    this.target = column()
    this.close = column()
    this.uses = column()
    this.depth = column()
    this.reach = column()
    this.short = new OffsetList(Math.ceil(codeBytes / LEAST_BYTES_PER_LOCAL) + 1)
    this.long = new OffsetList(Math.ceil(codeBytes / BYTES_PER_LONG_OPERAND) + 1)
  }

  /** @returns the index of the new step. */
  push(kind: number, start: number, end: number, target: number): number {
    if (this.length === this.#room) this.#grow()
    const index = this.length
    this.kind[index] = kind
    this.start[index] = start
    this.end[index] = end
    this.target[index] = target
    this.length += 1
    return index
  }

  #grow(): void {
    const size = this.length * GROWTH
    this.kind = enlarged(this.kind, new Uint8Array(size))
    this.flags = enlarged(this.flags, new Uint8Array(size))
    for (const column of ['start', 'end', 'cost', 'target', 'close', 'uses', 'depth', 'reach'] as const) {
      this[column] = enlarged(this[column], new Int32Array(size))
    }
    this.#room = size
  }
}

function enlarged<Column extends Uint8Array | Int32Array>(from: Column, to: Column): Column {
  to.set(from)
  return to
}

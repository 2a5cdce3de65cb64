import type { ByteReader } from './byte-reader.ts'
import { malformed } from './inspection.errors.ts'
import { InstructionCursor } from './instruction-cursor.ts'
import type { ModuleDraft } from './module-draft.ts'
import type { Operation } from './opcodes.ts'
import { skipPlainCode, type IndexSpaces } from './plain-code.ts'
import { enforce } from './structure-limits.ts'
import { blockSignature, readValueType, nullReferenceType, valueTypeOf } from './value-types.ts'

/** Decodes every function body: nesting, labels and indexes are checked here, operand types by the engine. */
export function readCode(reader: ByteReader, draft: ModuleDraft): void {
  const offset = reader.position
  const count = reader.u32()
  const expected = draft.functions.length - draft.importedCounts.function
  if (count !== expected) throw malformed(offset, `${expected} functions are declared and ${count} have a body`)
  for (let index = 0; index < count; index += 1) {
    const type = draft.functions[draft.importedCounts.function + index]
    readBody(reader, draft, type?.params.length ?? 0)
  }
  draft.bodyCount = count
}

function readBody(reader: ByteReader, draft: ModuleDraft, paramCount: number): void {
  const offset = reader.position
  const sizeBytes = reader.u32()
  enforce('bodyBytes', sizeBytes, offset)
  const body = reader.take(sizeBytes)
  draft.codeBytes += sizeBytes
  const localCount = readLocals(body, draft)
  enforce('locals', paramCount + localCount, offset)
  draft.totalLocals += localCount
  enforce('totalLocals', draft.totalLocals, offset)
  new BodyCheck(new InstructionCursor(body), draft, paramCount + localCount).run()
}

/** Reads the declarations of locals that begin a body. @returns how many they declare together. */
export function readLocals(body: ByteReader, draft?: ModuleDraft): number {
  let total = 0
  for (let groups = body.u32(); groups > 0; groups -= 1) {
    total += body.u32()
    const type = readValueType(body)
    draft?.noteType(type)
  }
  return total
}

/** One pass over one function body. */
class BodyCheck {
  readonly #cursor: InstructionCursor
  readonly #draft: ModuleDraft
  readonly #counts: IndexSpaces
  /** The blocks that are open, outermost first: the function itself, then what is nested in it. */
  readonly #open: ('function' | 'block' | 'loop' | 'if' | 'else')[] = ['function']

  constructor(cursor: InstructionCursor, draft: ModuleDraft, localCount: number) {
    this.#cursor = cursor
    this.#draft = draft
    this.#counts = { locals: localCount, globals: draft.globals.length, memories: draft.memories.length }
  }

  run(): void {
    const { reader } = this.#cursor
    while (this.#open.length > 0) {
      reader.position = skipPlainCode(reader.bytes, reader.position, reader.end, this.#counts)
      const operation = this.#cursor.next()
      if (operation.feature) this.#draft.features.add(operation.feature)
      this.#checkNesting(operation)
      this.#checkIndexes(operation)
    }
    if (!reader.atEnd) throw malformed(reader.position, 'A function body goes on behind its end')
  }

  #checkNesting({ name }: Operation): void {
    switch (name) {
      case 'block':
      case 'loop':
      case 'if':
        this.#checkBlockType()
        this.#open.push(name)
        return enforce('nestingDepth', this.#open.length, this.#cursor.start)
      case 'else':
        if (this.#open.pop() !== 'if') throw malformed(this.#cursor.start, 'An else stands outside of an if')
        this.#open.push('else')
        return
      case 'end':
        this.#open.pop()
    }
  }

  #checkBlockType(): void {
    const { first, start } = this.#cursor
    const signature = blockSignature(first, this.#draft.types, start)
    if (first >= 0) this.#draft.features.add('multi-value')
    else signature.results.forEach((type) => this.#draft.noteType(type))
  }

  #checkIndexes({ immediates, name }: Operation): void {
    const { first, second, start } = this.#cursor
    switch (immediates) {
      case 'local':
        return this.#require('local', first, this.#counts.locals)
      case 'label':
        return this.#require('enclosing block', first, this.#open.length)
      case 'labels':
        return this.#cursor.labels.forEach((label) => this.#require('enclosing block', label, this.#open.length))
      case 'function':
        return this.#require('function', first, this.#draft.functions.length)
      case 'global':
        return this.#require('global', first, this.#counts.globals)
      case 'indirect':
        this.#require('type', first, this.#draft.types.length)
        return this.#require('table', second, this.#draft.tables.length)
      case 'table':
        this.#draft.changesTables ||= name !== 'table.get' && name !== 'table.size'
        return this.#require('table', first, this.#draft.tables.length)
      case 'tableTable':
        this.#draft.changesTables = true
        this.#require('table', first, this.#draft.tables.length)
        return this.#require('table', second, this.#draft.tables.length)
      case 'elementTable':
        this.#draft.changesTables = true
        this.#require('element segment', first, this.#draft.elementSegmentCount)
        return this.#require('table', second, this.#draft.tables.length)
      case 'element':
        this.#draft.changesTables = true
        return this.#require('element segment', first, this.#draft.elementSegmentCount)
      case 'access':
      case 'accessLane':
      case 'memory':
      case 'memoryMemory':
        return this.#require('memory', 0, this.#draft.memories.length)
      case 'dataMemory':
        this.#require('memory', 0, this.#draft.memories.length)
        return this.#requireData(first)
      case 'data':
        this.#draft.changesTables = true
        return this.#requireData(first)
      case 'reference':
        nullReferenceType(first, start)
        return
      case 'selectTypes':
        return this.#draft.noteType(valueTypeOf(first, start))
      case 'none':
      case 'block':
      case 'i32':
      case 'i64':
      case 'f32':
      case 'f64':
      case 'v128':
      case 'lane':
      case 'shuffle':
    }
  }

  #requireData(index: number): void {
    if (this.#draft.declaredDataCount === null) {
      throw malformed(this.#cursor.start, 'An instruction on data segments needs a data count section')
    }
    this.#require('data segment', index, this.#draft.declaredDataCount)
  }

  #require(what: string, index: number, count: number): void {
    if (index >= count) throw malformed(this.#cursor.start, `There is no ${what} ${index}`)
  }
}

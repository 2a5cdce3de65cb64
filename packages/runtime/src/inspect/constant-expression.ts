import { malformed } from './inspection.errors.ts'
import type { InstructionCursor } from './instruction-cursor.ts'
import type { ModuleDraft } from './module-draft.ts'
import { unsupported } from './refused-features.ts'
import { nullReferenceType } from './value-types.ts'

/** Checks one constant expression, a single instruction of those that WebAssembly 2.0 allows, and moves behind it. */
export function checkConstantExpression(cursor: InstructionCursor, draft: ModuleDraft): void {
  const offset = cursor.reader.position
  const operation = cursor.next()
  if (operation.feature) draft.features.add(operation.feature)
  switch (operation.name) {
    case 'i32.const':
    case 'i64.const':
    case 'f32.const':
    case 'f64.const':
    case 'v128.const':
      break
    case 'ref.null':
      nullReferenceType(cursor.first, offset)
      break
    case 'ref.func':
      draft.refer(cursor.first, cursor.start + 1)
      break
    case 'global.get':
      draft.resolve('global', cursor.first, offset)
      if (cursor.first >= draft.importedCounts.global) throw unsupported('extended-const', offset)
      break
    default:
      throw malformed(offset, `${operation.name} is not allowed in a constant expression`)
  }
  if (cursor.next().name !== 'end') throw unsupported('extended-const', cursor.start)
}

import { coreOperationName, extensionOperationName, parseWireName, type OperationType } from '@grantry/contract'
import { usageError } from './cli.errors.ts'

/**
 * The full wire name of what was typed: itself, `ext:name`, or the short name of a platform operation such as
 * `entries.list`. Throws a usage error for what names nothing, or an operation of the other type.
 */
export function resolveOperation(type: OperationType, text: string): string {
  const wire = parseWireName(text)
  if (wire?.kind === 'alias') return extensionOperationName(type, wire.extension, wire.name)
  if (wire !== null && wire.type !== type)
    throw usageError(`${text} is ${ARTICLE[wire.type]} ${wire.type}`, `Use grantry ${wire.type} ${text}`)
  if (wire !== null) return text
  const core = coreOperationName(type, text)
  if (parseWireName(core)?.kind === 'core') return core
  throw usageError(`${text} is not the name of an operation`, `Names look like hello:greet, entries.list or ${EXAMPLE}`)
}

const ARTICLE: Record<OperationType, string> = { query: 'a', action: 'an' }
const EXAMPLE = extensionOperationName('query', 'hello', 'greet')

import { findNodeAtLocation, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser'
import type { JsonPath } from './json-path.ts'

/** Line and column of a text, both from 1. */
export interface Position {
  line: number
  column: number
}

/** A JSON text that remembers where its values stand. */
export interface JsonSource {
  value: unknown
  /** Where the value at a path begins; for a path that is not there, its nearest parent. */
  positionOf(path: JsonPath): Position
}

export class JsonSyntaxError extends Error {
  readonly position: Position

  constructor(message: string, position: Position) {
    super(message)
    this.name = 'JsonSyntaxError'
    this.position = position
  }
}

/**
 * Parses strict JSON (RFC 8259): no comments, no trailing commas, and, because parsers disagree about them, no key twice
 * in one object. Throws a JsonSyntaxError that says where.
 */
export function parseJsonSource(text: string): JsonSource {
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false })
  const [error] = errors
  if (error) throw new JsonSyntaxError(syntaxMessage(error), positionAt(text, error.offset))
  if (root === undefined) throw new JsonSyntaxError('A value is expected here', { line: 1, column: 1 })
  refuseDuplicateKeys(root, text)
  return { value: JSON.parse(text), positionOf: (path) => positionAt(text, nearestNode(root, path).offset) }
}

export function positionAt(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split('\n')
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}

const SYNTAX_MESSAGES: Readonly<Record<string, string>> = {
  InvalidSymbol: 'This is not a JSON value',
  InvalidNumberFormat: 'This is not a JSON number',
  PropertyNameExpected: 'A property name in double quotes is expected here',
  ValueExpected: 'A value is expected here',
  ColonExpected: 'A colon is expected here',
  CommaExpected: 'A comma is expected here',
  CloseBraceExpected: 'The object is not closed',
  CloseBracketExpected: 'The array is not closed',
  EndOfFileExpected: 'Nothing may follow the value',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfString: 'The text is not closed by a double quote',
  InvalidUnicode: 'This is not a Unicode escape',
  InvalidEscapeCharacter: 'This is not an escape of JSON',
  InvalidCharacter: 'This character may only appear escaped',
}

const syntaxMessage = ({ error }: ParseError): string =>
  SYNTAX_MESSAGES[printParseErrorCode(error)] ?? 'This is not JSON'

function refuseDuplicateKeys(node: Node, text: string): void {
  const seen = new Set<unknown>()
  for (const child of node.children ?? []) {
    const [key] = child.type === 'property' ? (child.children ?? []) : []
    if (key && seen.has(key.value))
      throw new JsonSyntaxError(`The key "${key.value}" appears twice`, positionAt(text, key.offset))
    if (key) seen.add(key.value)
    refuseDuplicateKeys(child, text)
  }
}

function nearestNode(root: Node, path: JsonPath): Node {
  const segments = path.filter((key) => typeof key !== 'symbol')
  for (let length = segments.length; length > 0; length--) {
    const node = findNodeAtLocation(root, segments.slice(0, length))
    if (node) return node
  }
  return root
}

import type { ProblemIssue } from '@grantry/contract'
import { printParseErrorCode, visit, type JSONPath, type ParseErrorCode } from 'jsonc-parser'
import { quoted, utf8 } from './archive-text.ts'
import { inBytes } from './archive-limits.ts'
import { jsonPath } from './manifest-path.ts'
import { ManifestRefused, type ManifestCode } from './manifest.errors.ts'

export const MAX_MANIFEST_BYTES = 256 * 1024
/** Operations hold JSON Schemas, which nest most; those have a smaller limit of their own. */
export const MAX_MANIFEST_DEPTH = 64

/**
 * Reads JSON as strictly as RFC 8259 puts it (UTF-8 without a byte order mark), and more strictly where tools differ:
 * every field once, no field named like a part of every JavaScript object, text and numbers that can be stored.
 *
 * @throws ManifestRefused with the JSON path, and the line and column, of what is wrong.
 */
export function parseStrictJson(bytes: Uint8Array): unknown {
  if (bytes.length > MAX_MANIFEST_BYTES)
    throw refused('manifest_too_large', `It may have at most ${inBytes(MAX_MANIFEST_BYTES)}`)
  const text = decode(bytes)
  const { syntax, duplicates, contents } = findFaults(text)
  if (syntax[0]) throw new ManifestRefused('manifest_not_json', [syntax[0]])
  if (duplicates.length > 0) throw new ManifestRefused('manifest_duplicate_key', duplicates)
  if (contents.length > 0) throw new ManifestRefused('manifest_invalid', contents)
  return parse(text)
}

const refused = (code: ManifestCode, message: string, options?: ErrorOptions) =>
  new ManifestRefused(code, [{ path: '$', message }], options)

function decode(bytes: Uint8Array): string {
  if (Buffer.compare(bytes.subarray(0, 3), BYTE_ORDER_MARK) === 0)
    throw refused('manifest_not_json', 'Save it as UTF-8 without a byte order mark')
  const text = utf8(bytes)
  if (text === null) throw refused('manifest_not_json', 'It is not UTF-8. Save it as UTF-8 without a byte order mark')
  return text
}

const BYTE_ORDER_MARK = Buffer.from('efbbbf', 'hex')

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw refused('manifest_not_json', 'It is not JSON', { cause })
  }
}

interface Faults {
  syntax: ProblemIssue[]
  duplicates: ProblemIssue[]
  contents: ProblemIssue[]
}

/** Walks the text once. The walk is recursive, so it is broken off where the nesting gets too deep. */
function findFaults(text: string): Faults {
  const faults: Faults = { syntax: [], duplicates: [], contents: [] }
  /** The fields so far of every object that is open; null for an array. */
  const open: (Set<string> | null)[] = []
  const enter = (fields: Set<string> | null) => {
    open.push(fields)
    if (open.length > MAX_MANIFEST_DEPTH)
      throw refused('manifest_too_large', `It is nested more than ${MAX_MANIFEST_DEPTH} levels deep`)
  }
  const leave = () => void open.pop()
  const strict = { disallowComments: true, allowTrailingComma: false }
  visit(
    text,
    {
      onError: (code, _offset, _length, line, column) => faults.syntax.push(syntaxFault(code, line, column)),
      onObjectBegin: () => enter(new Set()),
      onObjectEnd: leave,
      onArrayBegin: () => enter(null),
      onArrayEnd: leave,
      onObjectProperty: (field, _offset, _length, line, column, parent) => {
        const at: Place = { path: [...parent(), field], line, column }
        const fields = open.at(-1)
        if (fields?.has(field)) faults.duplicates.push(fault(at, `${quoted(field)} appears twice. Keep one of them`))
        fields?.add(field)
        const wrong = fieldFault(field)
        if (wrong) faults.contents.push(fault(at, wrong))
      },
      onLiteralValue: (value: unknown, _offset, _length, line, column, path) => {
        const wrong = valueFault(value)
        if (wrong) faults.contents.push(fault({ path: path(), line, column }, wrong))
      },
    },
    strict,
  )
  return faults
}

interface Place {
  path: JSONPath
  line: number
  column: number
}

const fault = ({ path, line, column }: Place, message: string): ProblemIssue => ({
  path: jsonPath(path),
  message: `${message} (line ${line + 1}, column ${column + 1})`,
})

function fieldFault(field: string): string | null {
  if (['__proto__', 'constructor', 'prototype'].includes(field)) return `The name ${quoted(field)} is reserved`
  return textFault(field)
}

function valueFault(value: unknown): string | null {
  if (typeof value === 'number' && !Number.isFinite(value)) return 'The number is too large'
  return typeof value === 'string' ? textFault(value) : null
}

/** What JSON can spell and a database cannot store. */
function textFault(text: string): string | null {
  if (text.includes('\u0000')) return 'Text may not have a zero character'
  return text.isWellFormed() ? null : 'Text may not have half of a surrogate pair'
}

const SYNTAX: Readonly<Record<string, string>> = {
  InvalidSymbol: 'An unknown word',
  InvalidNumberFormat: 'A malformed number',
  PropertyNameExpected: 'A field name in double quotes belongs here; perhaps there is a comma too many before it',
  ValueExpected: 'A value belongs here; perhaps there is a comma too many before it',
  ColonExpected: 'A colon is missing',
  CommaExpected: 'A comma is missing',
  CloseBraceExpected: 'A closing } is missing',
  CloseBracketExpected: 'A closing ] is missing',
  EndOfFileExpected: 'Something follows the end of the object',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfString: 'The text does not end; closing quotes are missing',
  UnexpectedEndOfNumber: 'The number does not end',
  InvalidUnicode: 'A malformed \\u escape',
  InvalidEscapeCharacter: 'An unknown escape',
  InvalidCharacter: 'A control character within text; write it as an escape',
}

const syntaxFault = (code: ParseErrorCode, line: number, column: number): ProblemIssue =>
  fault({ path: [], line, column }, SYNTAX[printParseErrorCode(code)] ?? 'A mistake')

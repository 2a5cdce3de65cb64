import { JsonSyntaxError, parseJsonSource } from '../json/json-source.ts'
import { usageError } from './cli.errors.ts'

/** Parses JSON that was typed or piped; a fault is shown where it stands. */
export function parseJsonArgument(what: string, text: string): unknown {
  try {
    return parseJsonSource(text).value
  } catch (cause) {
    if (!(cause instanceof JsonSyntaxError)) throw cause
    const { line, column } = cause.position
    throw usageError(
      `${what} is not JSON, at line ${line}, column ${column}: ${cause.message}`,
      pointAt(text, line, column),
    )
  }
}

const CONTEXT = 30

/** The part of a line around a column, and an arrow below. */
function pointAt(text: string, line: number, column: number): string {
  const content = text.split('\n')[line - 1] ?? ''
  const start = Math.max(0, column - 1 - CONTEXT)
  return `  ${content.slice(start, column + CONTEXT)}\n  ${' '.repeat(column - 1 - start)}^`
}

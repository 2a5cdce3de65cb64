import type { Position } from '../json/json-source.ts'

/** One fault of an extension's sources. */
export interface BuildIssue {
  /** Relative to the extension's folder. */
  file: string
  position?: Position
  /** Where inside the file's data, for example `$.permissions[0].reason` or `queries.greet.input`. */
  path?: string
  message: string
}

/** The sources do not make an extension. Every fault that is known is in `issues`, at least one. */
export class BuildRefused extends Error {
  readonly issues: readonly BuildIssue[]

  constructor(issues: readonly BuildIssue[], options?: ErrorOptions) {
    super(issues.map(formatIssue).join('\n'), options)
    this.name = 'BuildRefused'
    this.issues = issues
  }
}

/** `extension.json:4:3 $.version: A version is semantic …` */
export function formatIssue({ file, position, path, message }: BuildIssue): string {
  const place = position ? `${file}:${position.line}:${position.column}` : file
  return `${place}${path ? ` ${path}` : ''}: ${message}`
}

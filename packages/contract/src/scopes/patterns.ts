import { isPathSegment } from '../permissions.ts'
import { parseWireName } from '../wire-names.ts'

/**
 * The patterns that scopes are made of. For each there are two pure functions: whether a pattern covers a target, and
 * the pattern that covers exactly what two patterns have in common (null when that is nothing). Everything is exact
 * text: no regular expressions, no case folding, no normalisation.
 */
export interface PatternKind {
  covers(pattern: string, target: string): boolean
  common(left: string, right: string): string | null
}

/** The target itself and nothing else. */
export const exactName: PatternKind = {
  covers: (pattern, target) => pattern === target,
  common: (left, right) => (left === right ? left : null),
}

/** Absolute POSIX paths: `*` as the last segment is one segment, `**` as the last segment is one or more. */
export const pathPattern: PatternKind = {
  covers(pattern, target) {
    const path = parsePath(target)
    return path !== null && coversSegments(splitPattern(pattern), path)
  },
  common(left, right) {
    const [a, b] = [splitPattern(left), splitPattern(right)]
    if (a.tail === '') return coversSegments(b, a.stem) ? left : null
    if (b.tail === '') return coversSegments(a, b.stem) ? right : null
    const [short, long] = a.stem.length <= b.stem.length ? [a, b] : [b, a]
    if (!startsWith(long.stem, short.stem)) return null
    if (short.stem.length === long.stem.length) return short.tail === '*' ? join(short) : join(long)
    return short.tail === '**' ? join(long) : null
  },
}

interface Segments {
  stem: string[]
  tail: '' | '*' | '**'
}

function splitPattern(pattern: string): Segments {
  const stem = pattern.slice(1).split('/')
  const last = stem.at(-1)
  return last === '*' || last === '**' ? { stem: stem.slice(0, -1), tail: last } : { stem, tail: '' }
}

const join = ({ stem, tail }: Segments) => `/${[...stem, tail].join('/')}`

/** Segments of a target path, or null when it is not an absolute path of proper segments; such a path matches nothing. */
function parsePath(target: string): string[] | null {
  if (!target.startsWith('/')) return null
  const segments = target.slice(1).split('/')
  return segments.every(isPathSegment) ? segments : null
}

const startsWith = (path: string[], stem: string[]) => stem.every((segment, index) => path[index] === segment)

function coversSegments({ stem, tail }: Segments, path: string[]): boolean {
  if (!startsWith(path, stem)) return false
  const rest = path.length - stem.length
  if (tail === '') return rest === 0
  return tail === '*' ? rest === 1 : rest >= 1
}

/** `api.example.org`, or `*.example.org` for its sub-domains of any depth; the port is part of both and must be equal. */
export const hostPattern: PatternKind = {
  covers: (pattern, target) => isHost(target) && coversHost(pattern, target),
  common(left, right) {
    if (coversHost(left, right)) return right
    return coversHost(right, left) ? left : null
  },
}

function isHost(target: string): boolean {
  const [name = '', port = '443', ...rest] = target.split(':')
  const isLabel = (label: string) => label.length <= 63 && /^[a-z0-9-]+$/.test(label)
  return rest.length === 0 && /^\d{1,5}$/.test(port) && name.split('.').every(isLabel)
}

/** A wildcard also covers narrower wildcards: `*.example.org` covers `*.eu.example.org`. */
function coversHost(pattern: string, host: string): boolean {
  if (pattern === host) return true
  return pattern.startsWith('*.') && host.length > pattern.length - 1 && host.endsWith(pattern.slice(1))
}

/** The name of an operation or job in full, or `ext:*` for all of one extension's. */
export const qualifiedPattern: PatternKind = {
  covers: (pattern, target) => extensionOf(target) !== null && coversQualified(pattern, target),
  common(left, right) {
    if (coversQualified(left, right)) return right
    return coversQualified(right, left) ? left : null
  },
}

const coversQualified = (pattern: string, name: string) =>
  pattern === name || (pattern.endsWith(':*') && pattern.slice(0, -2) === extensionOf(name))

function extensionOf(name: string): string | null {
  const wire = parseWireName(name)
  return wire === null || wire.kind === 'core' ? null : wire.extension
}

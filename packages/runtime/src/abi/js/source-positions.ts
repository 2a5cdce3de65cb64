import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'

/** A position in the bundle, as the engine writes it into a stack: `extension.js:12:5`, lines and columns from 1. */
const POSITION = /extension\.js:(\d{1,9}):(\d{1,9})/g
/** Characters of the path of an author's file. */
const MAX_SOURCE = 200
/** Characters that the root of a map may add to the paths of its files in all. */
const MAX_ROOTS = 1_000_000
/** Characters of a text that has been explained: the map may say very much in the place of very little. */
const MAX_TEXT = 4_000

/**
 * The author's own positions in the stacks of a bundle, by the source map that came with it. Nobody has reason to trust
 * the map: it is read in the sandbox of the guest it belongs to, when the first stack is there, and a map that is none
 * leaves stacks as they are.
 */
export class SourcePositions {
  #bytes: Uint8Array | null
  #map: TraceMap | null = null

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** The text, with every position that the map knows replaced by the one it comes from. */
  explain(text: string): string {
    const find = (bundled: string, line: string, column: string) => this.#find(Number(line), Number(column)) ?? bundled
    return text.replaceAll(POSITION, find).slice(0, MAX_TEXT)
  }

  #find(line: number, column: number): string | null {
    const map = this.#read()
    if (map === null || line < 1 || column < 1) return null
    try {
      const found = originalPositionFor(map, { line, column: column - 1 })
      if (typeof found.source !== 'string' || found.line === null) return null
      return `${found.source.slice(0, MAX_SOURCE)}:${found.line}:${found.column + 1}`
    } catch {
      return null // the map makes no sense there
    }
  }

  #read(): TraceMap | null {
    const bytes = this.#bytes
    this.#bytes = null
    if (bytes !== null) this.#map = parse(bytes)
    return this.#map
  }
}

/** Whether its root, which is put before the path of each file, would make far more of it than there is. */
function hasLongRoot({ sourceRoot, sources }: { sourceRoot?: unknown; sources?: unknown }): boolean {
  const root = typeof sourceRoot === 'string' ? sourceRoot.length : 0
  return root * (Array.isArray(sources) ? sources.length : 0) > MAX_ROOTS
}

function parse(bytes: Uint8Array): TraceMap | null {
  try {
    const map = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return new TraceMap(hasLongRoot(map) ? { ...map, sourceRoot: null } : map)
  } catch {
    return null // it is no map
  }
}

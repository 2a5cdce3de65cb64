import { quoted, readable, utf8 } from './archive-text.ts'
import { ArchiveRefused } from './archive.errors.ts'
import type { ArchiveLimits } from './archive-limits.ts'

/** Names that Windows gives to devices, in any folder and with any extension. */
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)/iu

/** Control, format, surrogate, private, unassigned and invisible characters, and the separators of lines. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{DI}]/u

/** What is wrong with a segment of a path; the first rule that matches is named. */
const SEGMENT_FAULTS: readonly (readonly [(segment: string) => boolean, string])[] = [
  [(segment) => segment === '', 'has an empty segment'],
  [(segment) => segment === '..', 'leads out of its folder (..)'],
  [(segment) => segment === '.', 'has a . segment'],
  [(segment) => /[. ]$/.test(segment), 'has a segment that ends with a dot or a space'],
  [(segment) => segment.startsWith(' '), 'has a segment that begins with a space'],
  [(segment) => WINDOWS_DEVICE.test(segment), 'is the name of a device on Windows'],
]

/**
 * The bytes of a name as text.
 *
 * @throws ArchiveRefused when they are not UTF-8.
 */
export function decodePath(bytes: Uint8Array): string {
  const path = utf8(bytes)
  if (path === null) throw new ArchiveRefused('path', readable(bytes), 'has a name that is not UTF-8')
  return path
}

/**
 * Checks the name of an entry: relative, forward slashes, plain segments, and a name that Linux, macOS and Windows
 * all can have. The checks are by the text alone; whether two names clash is the register's business.
 *
 * @throws ArchiveRefused with code `archive_path`.
 */
export function checkPath(path: string, limits: ArchiveLimits): void {
  const fault = wholeFault(path, limits) ?? segmentFault(path.split('/'))
  if (fault !== null) throw new ArchiveRefused('path', path, fault)
}

function wholeFault(path: string, { pathCharacters, pathDepth }: ArchiveLimits): string | null {
  if (path.length > pathCharacters) return `is longer than ${pathCharacters} characters`
  if (path.split('/').length > pathDepth) return `is more than ${pathDepth} folders deep`
  if (path.startsWith('/')) return 'is an absolute path'
  if (/^[a-z]:/i.test(path)) return 'names a drive'
  if (path.includes('\\')) return 'has a backslash'
  if (INVISIBLE.test(path)) return 'has control, invisible or direction-changing characters'
  if (/[<>:"|?*]/.test(path)) return 'has one of the characters < > : " | ? *, which Windows does not allow'
  if (path.normalize('NFC') !== path) return 'is not in Unicode normalisation form C'
  return null
}

function segmentFault(segments: readonly string[]): string | null {
  for (const segment of segments) {
    const fault = SEGMENT_FAULTS.find(([matches]) => matches(segment))
    if (fault) return fault[1]
  }
  return null
}

/**
 * Two names with the same fold may be one file on a file system that ignores case or Unicode form. JavaScript has no
 * case folding; upper case and back again unites the same letters (ß with ss, ſ with s, K with k, ﬁ with fi).
 */
const fold = (path: string) => path.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC')

interface Place {
  path: string
  kind: 'file' | 'folder'
}

/** The names in an archive so far, with the folders they imply. Refuses any two that cannot live side by side. */
export class PathRegister {
  readonly #places = new Map<string, Place>()

  /** @throws ArchiveRefused when the name, or a folder on its way, clashes with one that is already there. */
  add({ path, kind }: Place): void {
    const segments = path.split('/')
    for (let depth = 1; depth < segments.length; depth++) this.#addFolder(segments.slice(0, depth).join('/'), path)
    if (kind === 'folder') this.#addFolder(path, path)
    else this.#addFile(path)
  }

  #addFile(path: string): void {
    const key = fold(path)
    const there = this.#places.get(key)
    if (there?.path === path)
      throw new ArchiveRefused(there.kind === 'file' ? 'duplicate' : 'file_and_folder', path, quoted(path))
    if (there) throw new ArchiveRefused('collision', path, quoted(there.path))
    this.#places.set(key, { path, kind: 'file' })
  }

  #addFolder(path: string, entry: string): void {
    const key = fold(path)
    const there = this.#places.get(key)
    if (there === undefined) this.#places.set(key, { path, kind: 'folder' })
    else if (there.path !== path) throw new ArchiveRefused('collision', entry, quoted(there.path))
    else if (there.kind === 'file') throw new ArchiveRefused('file_and_folder', entry, quoted(path))
  }
}

import type { Abi, Manifest, ProblemIssue } from '@grantry/contract'
import { inBytes } from './archive-limits.ts'
import { utf8 } from './archive-text.ts'
import { claimedType, isOfType, suffixesOf, type MediaType } from './manifest-images.ts'
import { jsonPath } from './manifest-path.ts'
import { ManifestRefused } from './manifest.errors.ts'

/** The files that a manifest speaks of, found in the archive and seen to be what they should be. */
export interface ManifestFiles {
  entry: Uint8Array
  icon: ImageFile | null
  screenshots: ImageFile[]
  /** Markdown, not sanitised. */
  readme: string | null
  /** Markdown, not sanitised. */
  changelog: string | null
}

export interface ImageFile {
  path: string
  mediaType: MediaType
  bytes: Uint8Array
}

const KIB = 1024
/** The entry's own size is judged by inspection. */
export const FILE_LIMITS = { iconBytes: 256 * KIB, screenshotBytes: 2 * 1024 * KIB, markdownBytes: 512 * KIB } as const

const ICON_TYPES: readonly MediaType[] = ['image/png', 'image/svg+xml', 'image/webp']
const SCREENSHOT_TYPES: readonly MediaType[] = ['image/png', 'image/jpeg', 'image/webp']

/** Shown when the manifest names none. */
const DEFAULT_README = 'README.md'
const DEFAULT_CHANGELOG = 'CHANGELOG.md'

/**
 * Finds the entry, pictures and texts of an extension in its archive.
 *
 * @throws ManifestRefused with code `manifest_file` and an issue for each file that is missing or wrong.
 */
export function checkFiles(manifest: Manifest, files: ReadonlyMap<string, Uint8Array>): ManifestFiles {
  const shelf = new Shelf(files)
  const { abi, entry, icon, screenshots, readme, changelog } = manifest
  const found = {
    entry: shelf.get(['entry'], entry, (path, bytes) => readEntry(abi, path, bytes)),
    icon: icon === undefined ? null : shelf.get(['icon'], icon, readIcon),
    screenshots: screenshots.map((path, index) => shelf.get(['screenshots', index], path, readScreenshot)),
    readme: shelf.getText('readme', readme, DEFAULT_README),
    changelog: shelf.getText('changelog', changelog, DEFAULT_CHANGELOG),
  }
  if (shelf.issues.length > 0) throw new ManifestRefused('manifest_file', shelf.issues)
  // Without an issue, nothing that was asked for is null.
  return found as ManifestFiles
}

/** What is wrong with a file. */
class Fault {
  readonly message: string
  constructor(message: string) {
    this.message = message
  }
}
type Reader<T> = (path: string, bytes: Uint8Array) => T | Fault

/** The files of an archive, and what was wrong with those that were taken. */
class Shelf {
  readonly issues: ProblemIssue[] = []
  readonly #files: ReadonlyMap<string, Uint8Array>

  constructor(files: ReadonlyMap<string, Uint8Array>) {
    this.#files = files
  }

  /** Null when the file is missing or wrong; an issue says so. */
  get<T>(field: readonly PropertyKey[], path: string, read: Reader<T>): T | null {
    const bytes = this.#files.get(path)
    const result = bytes === undefined ? new Fault(`${path} is not in the archive`) : read(path, bytes)
    if (!(result instanceof Fault)) return result
    this.issues.push({ path: jsonPath(field), message: result.message })
    return null
  }

  /** Null as well when nothing is named and the file of the usual name is not there. */
  getText(field: string, path: string | undefined, usual: string): string | null {
    if (path === undefined && !this.#files.has(usual)) return null
    return this.get([field], path ?? usual, readMarkdown)
  }
}

const WASM_MAGIC = Buffer.from('\u0000asm', 'latin1')

const readEntry = (abi: Abi, path: string, bytes: Uint8Array): Uint8Array | Fault => {
  const fault = ENTRY_FAULTS[abi](path, bytes)
  return fault === null ? bytes : new Fault(fault)
}

const ENTRY_FAULTS: Readonly<Record<Abi, (path: string, bytes: Uint8Array) => string | null>> = {
  core: (path, bytes) => {
    if (!path.endsWith('.wasm')) return `The entry of a core extension is a .wasm file, and ${path} is not`
    return WASM_MAGIC.equals(bytes.subarray(0, WASM_MAGIC.length)) ? null : `${path} is not a WebAssembly module`
  },
  js: (path, bytes) => {
    if (!/\.m?js$/.test(path)) return `The entry of a js extension is a .js or .mjs file, and ${path} is not`
    return utf8(bytes) === null ? `${path} is not UTF-8 text` : null
  },
}

const readImage =
  (types: readonly MediaType[], maxBytes: number): Reader<ImageFile> =>
  (path, bytes) => {
    const mediaType = claimedType(path)
    if (mediaType === null || !types.includes(mediaType))
      return new Fault(`${path} has to be one of ${suffixesOf(types)}`)
    if (bytes.length > maxBytes) return new Fault(`${path} is larger than ${inBytes(maxBytes)}`)
    if (!isOfType(mediaType, bytes)) return new Fault(WRONG_CONTENT[mediaType](path))
    return { path, mediaType, bytes }
  }

const notWhatItSays = (path: string) => `${path} is not what its name says. Save it in that format`
const WRONG_CONTENT: Readonly<Record<MediaType, (path: string) => string>> = {
  'image/png': notWhatItSays,
  'image/jpeg': notWhatItSays,
  'image/webp': notWhatItSays,
  'image/svg+xml': (path) => `${path} is not a plain SVG drawing in UTF-8, without scripts, animation and entities`,
}

const readIcon = readImage(ICON_TYPES, FILE_LIMITS.iconBytes)
const readScreenshot = readImage(SCREENSHOT_TYPES, FILE_LIMITS.screenshotBytes)

const readMarkdown: Reader<string> = (path, bytes) => {
  if (!/\.(?:md|markdown)$/i.test(path)) return new Fault(`${path} has to be Markdown: .md or .markdown`)
  if (bytes.length > FILE_LIMITS.markdownBytes)
    return new Fault(`${path} is larger than ${inBytes(FILE_LIMITS.markdownBytes)}`)
  const text = utf8(bytes)
  return text === null || text.includes('\u0000') ? new Fault(`${path} is not UTF-8 text`) : text.replace(/^\ufeff/, '')
}

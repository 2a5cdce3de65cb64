import { ArchiveRefused } from './archive.errors.ts'
import { decodePath } from './archive-path.ts'

/** Keywords that say nothing about where an entry's bytes go or what its name is. */
const HARMLESS =
  /^(?:mtime|atime|ctime|uid|gid|uname|gname|comment|SCHILY\.(?:dev|ino|nlink|fflags|xattr\..+|acl\..+)|LIBARCHIVE\.(?:creationtime|xattr\..+)|RHT\.security\..+)$/

/** What an extended header says about the next entry; null where it says nothing. */
export interface ExtendedFields {
  path: string | null
  /** npm repeats the size here. */
  sizeBytes: number | null
}

/**
 * Reads a pax extended header.
 *
 * @param shown name of the header, for messages.
 * @throws ArchiveRefused when it speaks of more than the path, the size, the owner and the times.
 */
export function readPax(body: Uint8Array, shown: string): ExtendedFields {
  const fields: ExtendedFields = { path: null, sizeBytes: null }
  const seen = new Set<string>()
  for (const { keyword, value } of paxRecords(body, shown)) {
    if (seen.has(keyword)) throw new ArchiveRefused('extended_header', shown, `the keyword ${keyword} twice`)
    seen.add(keyword)
    if (keyword === 'path') fields.path = decodePath(value)
    else if (keyword === 'size') fields.sizeBytes = readSize(value, shown)
    else refuseKeyword(keyword, shown)
  }
  return fields
}

function readSize(value: Uint8Array, shown: string): number {
  const digits = Buffer.from(value).toString('latin1')
  if (!/^(?:0|[1-9]\d{0,14})$/.test(digits))
    throw new ArchiveRefused('extended_header', shown, 'a size that is not a number')
  return Number(digits)
}

function refuseKeyword(keyword: string, shown: string): void {
  if (HARMLESS.test(keyword)) return
  if (keyword === 'linkpath') throw new ArchiveRefused('symbolic_link', shown)
  if (keyword.startsWith('GNU.sparse.') || keyword === 'SCHILY.realsize')
    throw new ArchiveRefused('entry_type', shown, 'a sparse file')
  throw new ArchiveRefused('extended_header', shown, `the keyword ${keyword}`)
}

/**
 * Checks the header that `git archive` puts in front of everything: the commit as a comment.
 *
 * @throws ArchiveRefused when it says anything else, since it would apply to every entry.
 */
export function checkGlobalPax(body: Uint8Array, shown: string): void {
  for (const { keyword } of paxRecords(body, shown))
    if (keyword !== 'comment') throw new ArchiveRefused('global_header', shown, `the keyword ${keyword}`)
}

interface PaxRecord {
  keyword: string
  value: Uint8Array
}

/** Records are `length keyword=value\n`, where the length counts the whole record in bytes, itself included. */
function* paxRecords(body: Uint8Array, shown: string): Generator<PaxRecord> {
  for (let start = 0; start < body.length;) {
    const rest = body.subarray(start)
    const head = /^([1-9]\d{0,5}) ([\x21-\x3c\x3e-\x7e]{1,128})=/.exec(
      Buffer.from(rest.subarray(0, 140)).toString('latin1'),
    )
    const length = Number(head?.[1])
    if (head === null || length > rest.length || length <= head[0].length || rest[length - 1] !== NEWLINE)
      throw new ArchiveRefused('extended_header', shown, 'a malformed record')
    yield { keyword: head[2] ?? '', value: rest.subarray(head[0].length, length - 1) }
    start += length
  }
}

const NEWLINE = 0x0a

/**
 * The path in a GNU long-name entry: its body, ended by a zero byte.
 *
 * @throws ArchiveRefused when there is more than a name in it.
 */
export function readLongName(body: Uint8Array, shown: string): string {
  const end = body.indexOf(0)
  if (end !== -1 && end !== body.length - 1)
    throw new ArchiveRefused('extended_header', shown, 'bytes hidden behind the end of a name')
  return decodePath(end === -1 ? body : body.subarray(0, end))
}

/** What a ustar header has room for without splitting the name. */
const SHORT_NAME_BYTES = 100

/**
 * Whether `short`, the name in an entry's own header, can stand for its full path. A name that fits is written as it
 * is. Of one that does not fit, tools write what is left after dropping bytes (GNU and busybox the end, bsdtar the
 * middle, Go what is not ASCII), put `?` for them (Python), or `./` in front (npm, when there is no folder).
 */
export function standsFor(short: Uint8Array, path: string): boolean {
  const full = Buffer.from(path)
  if (full.equals(short)) return true
  if (full.length <= SHORT_NAME_BYTES && !/[^\x00-\x7f]/.test(path)) return false
  return isRemainder(short, full) || isRemainder(short, Buffer.concat([HERE, full]))
}

const HERE = Buffer.from('./')
const QUESTION_MARK = 0x3f

/** Whether dropping bytes of `full`, or putting `?` in their place, can give `short`. */
function isRemainder(short: Uint8Array, full: Uint8Array): boolean {
  let matched = 0
  for (const byte of full) if (short[matched] === byte || short[matched] === QUESTION_MARK) matched++
  return matched === short.length
}

/**
 * How much an uploaded archive may be. Every limit is enforced while the bytes stream in, so an upload beyond one costs
 * no more than the limit itself.
 *
 * | limit                | default | of what                                                                   |
 * |----------------------|---------|---------------------------------------------------------------------------|
 * | `uploadBytes`        | 32 MiB  | the gzip file as it was sent                                              |
 * | `unpackedBytes`      | 64 MiB  | the tar inside it, with its headers and padding                           |
 * | `fileBytes`          | 16 MiB  | one file (an entry module has a smaller limit of its own, see inspection) |
 * | `entries`            | 2,000   | files and folders                                                         |
 * | `ratio`              | 200     | unpacked bytes for each uploaded byte, so far                             |
 * | `ratioFromBytes`     | 1 MiB   | unpacked bytes below which the ratio is not judged: a tar of a few small files is mostly zeros and packs 100 to 1 in all honesty |
 * | `pathCharacters`     | 200     | one path, in UTF-16 code units                                            |
 * | `pathDepth`          | 16      | segments of one path                                                      |
 * | `extendedHeaderBytes`| 64 KiB  | one pax or GNU extended header                                            |
 */
export interface ArchiveLimits {
  readonly uploadBytes: number
  readonly unpackedBytes: number
  readonly fileBytes: number
  readonly entries: number
  readonly ratio: number
  readonly ratioFromBytes: number
  readonly pathCharacters: number
  readonly pathDepth: number
  readonly extendedHeaderBytes: number
}

const KIB = 1024
const MIB = 1024 * KIB

export const ARCHIVE_LIMITS: ArchiveLimits = {
  uploadBytes: 32 * MIB,
  unpackedBytes: 64 * MIB,
  fileBytes: 16 * MIB,
  entries: 2_000,
  ratio: 200,
  ratioFromBytes: MIB,
  pathCharacters: 200,
  pathDepth: 16,
  extendedHeaderBytes: 64 * KIB,
}

/** A number of bytes as people read it: `16 MiB`, `64 KiB`, `20 bytes`. */
export function inBytes(bytes: number): string {
  if (bytes >= MIB && bytes % MIB === 0) return `${bytes / MIB} MiB`
  if (bytes >= KIB && bytes % KIB === 0) return `${bytes / KIB} KiB`
  return `${bytes} bytes`
}

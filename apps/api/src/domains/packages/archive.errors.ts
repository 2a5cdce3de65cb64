import { displayName, quoted } from './archive-text.ts'

/**
 * Every way in which an uploaded archive is refused. `code` is for programs and never changes; the sentence is for
 * the publisher: it names the entry and says what to do. `entry` is already safe to show, `fact` is what was found or
 * the limit that was passed.
 */
type Sentence = (entry: string, fact: string) => string
interface Refusal {
  code: `archive_${string}`
  says: Sentence
}

const AGAIN = 'Pack the files again, for example with `grantry pack`, and upload the result.'

export const ARCHIVE_REFUSALS = {
  // The gzip file
  nothing_uploaded: { code: 'archive_empty', says: () => `Nothing was uploaded. Send a .tgz as the request's body.` },
  not_gzip: { code: 'archive_not_gzip', says: () => `The upload is not a gzip file. ${AGAIN}` },
  gzip_header: {
    code: 'archive_not_gzip',
    says: (_, fact) => `The gzip header has ${fact}, which no archive needs. ${AGAIN}`,
  },
  gzip_cut: {
    code: 'archive_truncated',
    says: () => 'The upload ends in the middle of the gzip data. Upload it again.',
  },
  gzip_damaged: {
    code: 'archive_corrupt',
    says: (_, fact) => `The gzip data is damaged: ${fact}. Upload the file again.`,
  },
  gzip_members: {
    code: 'archive_trailing_data',
    says: () => `The upload is several gzip files one after the other; an archive is exactly one. ${AGAIN}`,
  },
  gzip_trailing: {
    code: 'archive_trailing_data',
    says: () => `There is data after the end of the gzip file. Remove it. ${AGAIN}`,
  },

  // Sizes
  upload_size: {
    code: 'archive_too_large',
    says: (_, fact) => `The upload is larger than ${fact}. Leave out what the extension does not need to run.`,
  },
  unpacked_size: {
    code: 'archive_too_large',
    says: (_, fact) =>
      `Unpacked, the archive is larger than ${fact}. Leave out what the extension does not need to run.`,
  },
  file_size: {
    code: 'archive_too_large',
    says: (entry, fact) => `${entry} is larger than ${fact}. Make the file smaller or leave it out.`,
  },
  entry_count: {
    code: 'archive_too_many_entries',
    says: (entry, fact) => `${entry} is one entry too many: an archive has at most ${fact}. Bundle the sources first.`,
  },
  ratio: {
    code: 'archive_ratio',
    says: (_, fact) =>
      `The archive unpacks to more than ${fact} times its size. Leave out large files of one repeated byte.`,
  },

  // The tar inside
  no_files: {
    code: 'archive_empty',
    says: () => 'The archive holds no file. Put extension.json and the entry into it.',
  },
  tar_cut: {
    code: 'archive_truncated',
    says: (entry) => `The archive ends in the middle of ${entry}. ${AGAIN}`,
  },
  no_end: {
    code: 'archive_truncated',
    says: () => `The archive has no end marker (two blocks of zeros), so part of it may be missing. ${AGAIN}`,
  },
  half_end: {
    code: 'archive_corrupt',
    says: () => `Only half an end marker (one block of zeros) stands between the entries. ${AGAIN}`,
  },
  tar_trailing: {
    code: 'archive_trailing_data',
    says: () => `There is data after the end of the archive, perhaps a second archive. Remove it. ${AGAIN}`,
  },
  checksum: { code: 'archive_corrupt', says: (entry) => `The header of ${entry} has a wrong checksum. ${AGAIN}` },
  not_tar: {
    code: 'archive_corrupt',
    says: (entry) => `There is no tar header of the POSIX (ustar, pax) or GNU format at ${entry}. ${AGAIN}`,
  },
  header_field: {
    code: 'archive_corrupt',
    says: (entry, fact) => `The header of ${entry} has ${fact}. ${AGAIN}`,
  },
  readers_disagree: {
    code: 'archive_corrupt',
    says: (entry, fact) => `Tools would read the archive in different ways at ${entry}: ${fact}. ${AGAIN}`,
  },

  // Extended headers
  extended_header: {
    code: 'archive_header',
    says: (entry, fact) => `The extended header of ${entry} has ${fact}. ${AGAIN}`,
  },
  global_header: {
    code: 'archive_header',
    says: (entry, fact) =>
      `${entry}, a pax header for the whole archive, has ${fact}; one with a comment at the start is all that is accepted. ${AGAIN}`,
  },
  two_names: {
    code: 'archive_header',
    says: (entry, fact) =>
      `${entry} also goes by the name ${fact} in the same archive. An entry has one name. ${AGAIN}`,
  },

  // Kinds of entries
  symbolic_link: {
    code: 'archive_link',
    says: (entry) => `${entry} is a symbolic link. Put the file itself into the archive.`,
  },
  hard_link: {
    code: 'archive_link',
    says: (entry) => `${entry} is a hard link to another entry. Put a copy of the file into the archive.`,
  },
  entry_type: {
    code: 'archive_entry_type',
    says: (entry, fact) => `${entry} is ${fact}. An archive holds regular files and folders alone; leave it out.`,
  },

  // Names
  path: {
    code: 'archive_path',
    says: (entry, fact) => `${entry} ${fact}. Rename it.`,
  },
  duplicate: {
    code: 'archive_duplicate',
    says: (entry) => `${entry} is in the archive twice. Keep one of them.`,
  },
  collision: {
    code: 'archive_collision',
    says: (entry, fact) => `${entry} and ${fact} are the same name on some computers. Rename one of them.`,
  },
  file_and_folder: {
    code: 'archive_collision',
    says: (entry, fact) => `${entry} cannot be there because ${fact} is both a file and a folder. Rename one of them.`,
  },
  two_roots: {
    code: 'archive_layout',
    says: (entry, fact) =>
      `${entry} lies outside the folder package/ and ${fact} within it. Put all files at the root, or all under package/.`,
  },
} as const satisfies Record<string, Refusal>

export type ArchiveRefusal = keyof typeof ARCHIVE_REFUSALS
export type ArchiveCode = (typeof ARCHIVE_REFUSALS)[ArchiveRefusal]['code']

/** The archive is the publisher's fault and stays refused; nothing of it may be kept. */
export class ArchiveRefused extends Error {
  override readonly name = 'ArchiveRefused'
  readonly code: ArchiveCode
  /** The entry at fault, safe to show; null when it is the archive as a whole. */
  readonly entry: string | null
  /** A sentence for the publisher. */
  readonly detail: string

  constructor(refusal: ArchiveRefusal, entry: string | null = null, fact = '', options?: ErrorOptions) {
    const { code, says }: { code: ArchiveCode; says: Sentence } = ARCHIVE_REFUSALS[refusal]
    const detail = says(entry === null ? 'an entry' : quoted(entry), fact)
    super(detail, options)
    this.code = code
    this.entry = entry === null ? null : displayName(entry)
    this.detail = detail
  }
}

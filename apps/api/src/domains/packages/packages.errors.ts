import type { ProblemIssue } from '@grantry/contract'
import { DomainError } from '../../kernel/domain-error.ts'

export const packagesErrors = {
  notGzip: (contentType: string) =>
    new DomainError(
      'unsupported',
      'unsupported_media_type',
      `Send the archive as application/gzip, not as ${contentType}.`,
    ),
  archive: (code: string, detail: string, entry: string | null, cause: unknown) =>
    new DomainError(code === 'archive_too_large' ? 'too_large' : 'refused', code, detail, {
      cause,
      issues: entry === null ? [] : [{ path: entry, message: detail }],
    }),
  manifest: (code: string, detail: string, issues: ProblemIssue[], cause: unknown) =>
    new DomainError('refused', code, detail, { cause, issues }),
  module: (code: string, reason: string, entry: string, offset: number | undefined, cause: unknown) =>
    new DomainError('refused', code, reason, {
      cause,
      issues: [{ path: entry, message: reason }],
      fields: offset === undefined ? {} : { offset },
    }),
  undecided: (reason: string) =>
    new DomainError(
      'unavailable',
      'check_undecided',
      `The code could not be checked, so nothing was published: ${reason}. Try again.`,
      { retryAfterSeconds: 5 },
    ),
}

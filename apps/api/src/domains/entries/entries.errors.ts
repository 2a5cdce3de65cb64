import { MAX_WORKSPACE_FILES } from '@grantry/contract'
import { DomainError } from '../../kernel/domain-error.ts'

export const entriesErrors = {
  notFound: () => new DomainError('not_found', 'entry_not_found', 'There is no such entry in this workspace.'),
  sidecarNotFound: (name: string) =>
    new DomainError('not_found', 'sidecar_not_found', `The entry has no sidecar "${name}".`),
  exists: (path: string) =>
    new DomainError('conflict', 'entry_exists', `There is an entry at ${path} already. Choose another path.`),
  folderInTheWay: (path: string) =>
    new DomainError(
      'conflict',
      'entry_path_taken',
      `${path} cannot be both a folder and an entry. Choose another path.`,
    ),
  storageFull: (quotaMiB: number) =>
    new DomainError(
      'refused',
      'storage_full',
      `The files of this workspace may take ${quotaMiB} MiB, and this one does not fit.`,
    ),
  tooManyFiles: () =>
    new DomainError(
      'refused',
      'too_many_files',
      `A workspace has up to ${MAX_WORKSPACE_FILES.toLocaleString('en')} files and results beside them, and this one has as many.`,
    ),
  /** As the runtime says it of a reply that has been made. */
  replyTooLarge: () => new DomainError('refused', 'reply_too_large', 'The reply is larger than the limit allows'),
  notText: () => new DomainError('refused', 'entry_not_text', 'The content is not UTF-8 text. Ask for base64 instead.'),
}

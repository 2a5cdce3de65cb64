import { DomainError, notFound } from '../../kernel/domain-error.ts'

export const catalogErrors = {
  extensionNotFound: () => notFound('extension'),
  versionNotFound: () => notFound('version'),
  featuredUntilPast: () =>
    new DomainError('invalid', 'featured_until_past', 'This end lies in the past. Choose a later one, or none.'),
  fileNotFound: () => notFound('file'),
  extensionTaken: (id: string) =>
    new DomainError('conflict', 'extension_taken', `The id "${id}" belongs to another publisher. Choose another id.`),
  nameConfusable: (id: string, other: string) =>
    new DomainError(
      'conflict',
      'extension_name_confusable',
      `The id "${id}" is too easily taken for "${other}". Choose a more distinct id.`,
      { fields: { confusableWith: other } },
    ),
  versionExists: (id: string, version: string) =>
    new DomainError(
      'conflict',
      'version_exists',
      `${id} ${version} exists already, and a version never changes. Raise the version in extension.json.`,
    ),
  tooManyVersions: (most: number) =>
    new DomainError(
      'limit',
      'too_many_versions',
      `This publisher has ${most} drafts and versions that wait for a review. Discard a draft, or wait for a review.`,
    ),
  versionNotNewer: (id: string, version: string, newest: string) =>
    new DomainError(
      'conflict',
      'version_not_newer',
      `${id} ${version} is not newer than ${newest}, which is approved. Raise the version in extension.json.`,
    ),
  notDraft: (state: string) =>
    new DomainError(
      'conflict',
      'version_state',
      `Only a draft can be discarded, and this version is ${state.replace('_', ' ')}.`,
    ),
  wrongState: (state: string, wanted: string) =>
    new DomainError(
      'conflict',
      'version_state',
      `A version that is ${state.replace('_', ' ')} cannot become ${wanted.replace('_', ' ')}.`,
    ),
}

import type { ProblemIssue } from '@grantry/contract'

/** Why a manifest, or a file that it names, is refused. The code is for programs and never changes. */
export const MANIFEST_REFUSALS = {
  manifest_missing: 'The archive has no extension.json at its root. `grantry init` writes one to begin with.',
  manifest_too_large: 'extension.json is too large.',
  manifest_not_json: 'extension.json is not JSON.',
  manifest_duplicate_key: 'extension.json has the same field twice, so tools may read it in different ways.',
  manifest_invalid: 'extension.json does not say what an extension has to say, or says it wrongly.',
  manifest_file: 'A file that the manifest names is missing or is not what it should be.',
} as const

export type ManifestCode = keyof typeof MANIFEST_REFUSALS

/** What is wrong in a manifest is the publisher's to mend; `issues` says where and how, one by one. */
export class ManifestRefused extends Error {
  override readonly name = 'ManifestRefused'
  readonly code: ManifestCode
  /** A sentence for the publisher. */
  readonly detail: string
  /** At least one, except for a missing manifest. */
  readonly issues: readonly ProblemIssue[]

  constructor(code: ManifestCode, issues: readonly ProblemIssue[] = [], options?: ErrorOptions) {
    super(MANIFEST_REFUSALS[code], options)
    this.code = code
    this.detail = MANIFEST_REFUSALS[code]
    this.issues = issues
  }
}

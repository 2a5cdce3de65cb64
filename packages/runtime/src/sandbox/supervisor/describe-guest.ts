import { extensionOperationName, qualifiedName } from '@grantry/contract'
import type { CallRequest } from '../../call-result.ts'
import { encodeDescription, type SpelledJob, type SpelledOperation } from '../../guest-description.ts'
import type { DeclaredJob, DeclaredOperation } from '../../guest.ts'
import type { FuelSupply } from '../../instrument/index.ts'

type Described = Pick<CallRequest, 'workspace' | 'limits'> & {
  guest: Pick<CallRequest['guest'], 'abi' | 'digest' | 'extension' | 'instances' | 'operations' | 'jobs'>
}

/** What a sandbox is told about a guest, as the text of its `load` frame. Equal texts mean the same guest. */
export function describeGuest({ workspace, limits, guest }: Described, supply: FuelSupply): string {
  const { abi, digest, extension, instances = 'shared' } = guest
  const operations = guest.operations.map((operation) => spellOperation(extension, operation))
  const jobs = guest.jobs.map((job) => spellJob(extension, job))
  return encodeDescription({ abi, digest, workspace, limits, supply, instances, operations, jobs })
}

const spellOperation = (
  extension: string,
  { type, name, export: exportName }: DeclaredOperation,
): SpelledOperation => ({
  type,
  name,
  export: exportName,
  spellings: [name, qualifiedName(extension, name), extensionOperationName(type, extension, name)],
})

const spellJob = (extension: string, { name, export: exportName, resumable }: DeclaredJob): SpelledJob => ({
  name,
  export: exportName,
  resumable,
  spellings: [name, qualifiedName(extension, name)],
})

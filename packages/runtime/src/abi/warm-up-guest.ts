import { digestOf } from '../compile/digest.ts'
import type { GuestDescription } from '../guest-description.ts'
import type { Abi } from '../guest.ts'
import { DEFAULT_LIMITS } from '../limits.ts'

/** How a guest with one operation is described that belongs to nobody. */
export function descriptionOf(abi: Abi, code: Uint8Array, exportName: string): GuestDescription {
  const operation = { type: 'query', name: exportName, export: exportName, spellings: [exportName] } as const
  return {
    abi,
    digest: digestOf(code),
    workspace: '',
    limits: DEFAULT_LIMITS,
    supply: 'whole',
    instances: 'shared',
    operations: [operation],
    jobs: [],
  }
}

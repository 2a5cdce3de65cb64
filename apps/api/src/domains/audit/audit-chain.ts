import { createHash } from 'node:crypto'

export interface ChainedEvent {
  at: Date
  actorId: string | null
  action: string
  subject: string
  workspaceId: string | null
  data: unknown
  previous: string
}

/** What the first event's `previous` is. */
export const GENESIS = '0'.repeat(64)

/** JSON with sorted keys: the database does not keep the order in which keys were written. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`
}

/** SHA-256 over the event and the hash before it: nothing can be changed, removed or put between unnoticed. */
export function hashEvent(event: ChainedEvent): string {
  const { at, actorId, action, subject, workspaceId, data, previous } = event
  return createHash('sha256')
    .update(canonical({ at: at.toISOString(), actorId, action, subject, workspaceId, data, previous }))
    .digest('hex')
}

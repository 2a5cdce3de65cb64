import { FIRST_UID, UIDS } from '../sandbox-user.ts'

/** Of all runtimes of this process. */
const inUse = new Set<number>()
/** Another one for each server of a machine: only the sandboxes of one server know of each other. */
let next = process.pid % UIDS

/**
 * A user for one sandbox alone, until it is given back: what shares its user could signal it, and would share its limits.
 * Those given back are taken again last.
 *
 * @throws Error when there are thousands of sandboxes.
 */
export function takeUser(): number {
  for (let tried = 0; tried < UIDS; tried += 1) {
    const uid = FIRST_UID + next
    next = (next + 1) % UIDS
    if (inUse.has(uid)) continue
    inUse.add(uid)
    return uid
  }
  throw new Error('Every user for sandboxes is in use')
}

export const giveUserBack = (uid: number): void => void inUse.delete(uid)

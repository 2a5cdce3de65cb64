/** Users that no account has: the range that systemd keeps for services without one. */
const FIRST_UID = 61_184
const UIDS = 4_336

/**
 * Gives up what the permission model does not cover, once the program is loaded and before a guest is near: started as
 * root, the process becomes a user of its own, so that it can send signals to nobody and own no file. Loading comes
 * first because that user may not be able to reach the program (a checkout under `/root`).
 */
export function dropRights(): void {
  if (process.getuid?.() !== 0) return
  const id = FIRST_UID + (process.pid % UIDS)
  process.setgroups!([])
  process.setgid!(id)
  process.setuid!(id)
}

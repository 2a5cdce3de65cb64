/** Users that no account has: the range that systemd keeps for services without one. */
const FIRST_UID = 61_184
const UIDS = 4_336

/** Functions of `process` that reach another process, or native code, without asking the permission model. */
const FORBIDDEN = ['kill', '_kill', '_debugProcess', '_debugEnd', 'dlopen', 'binding', '_linkedBinding']

/**
 * Gives up what the permission model does not cover, once the program is loaded and before a guest is near. Started as
 * root, the process becomes a user of its own, so that it can send signals to nobody and own no file. That comes after
 * loading, because such a user may not be able to reach the program (a checkout under `/root`).
 */
export function dropRights(): void {
  for (const name of FORBIDDEN) Reflect.deleteProperty(process, name)
  if (process.getuid?.() !== 0) return
  const id = FIRST_UID + (process.pid % UIDS)
  process.setgroups!([])
  process.setgid!(id)
  process.setuid!(id)
}

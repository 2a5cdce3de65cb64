import { isSandboxUser } from '../sandbox-user.ts'

/** Functions of `process` that reach another process, or native code, without asking the permission model. */
const FORBIDDEN = ['kill', '_kill', '_debugProcess', '_debugEnd', 'dlopen', 'binding', '_linkedBinding']

/**
 * Gives up what the permission model does not cover, once the program is loaded and before a guest is near. Started as
 * root, the process becomes the user that its first argument names, which is no other sandbox's, so that it can send signals
 * to nobody and own no file. That comes after
 * loading, because such a user may not be able to reach the program (a checkout under `/root`).
 */
export function dropRights(): void {
  for (const name of FORBIDDEN) Reflect.deleteProperty(process, name)
  if (process.getuid?.() !== 0) return
  const id = Number(process.argv[2])
  if (!isSandboxUser(id)) throw new Error('A sandbox that is started as root needs a user')
  process.setgroups!([])
  process.setgid!(id)
  process.setuid!(id)
}

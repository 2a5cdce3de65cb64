/** Users that no account has: the range that systemd keeps for services without one. */
export const FIRST_UID = 61_184
export const UIDS = 4_336

export const isSandboxUser = (uid: number): boolean =>
  Number.isInteger(uid) && uid >= FIRST_UID && uid < FIRST_UID + UIDS

/** Whether the 16 bytes of a UUID that a guest names are the workspace it runs in; all zeros means "my own". */
export function isOwnLibrary(uuid: Uint8Array, workspace: string): boolean {
  return uuid.every((byte) => byte === 0) || isSameUuid(uuid, workspace)
}

/** Whether 16 bytes are the UUID of this text. */
export const isSameUuid = (bytes: Uint8Array, text: string): boolean =>
  Buffer.from(bytes).toString('hex') === text.replaceAll('-', '').toLowerCase()

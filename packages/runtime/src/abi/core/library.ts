/** Whether the 16 bytes of a UUID that a guest names are the workspace it runs in; all zeros means "my own". */
export function isOwnLibrary(uuid: Uint8Array, workspace: string): boolean {
  const hex = Buffer.from(uuid).toString('hex')
  return /^0{32}$/.test(hex) || hex === workspace.replaceAll('-', '').toLowerCase()
}

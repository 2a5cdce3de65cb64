/** The largest file that a workspace keeps; the server has the last word. */
export const MOST_BYTES = 16 * 1024 * 1024

/** What is in a file, as base64. */
export function base64Of(file: Blob): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const reader = new FileReader()
  // A data address, of which the part behind the comma is the content.
  reader.onload = () => resolve((typeof reader.result === 'string' ? reader.result.split(',', 2)[1] : null) ?? '')
  reader.onerror = () => reject(reader.error ?? new Error('The file cannot be read'))
  reader.readAsDataURL(file)
  return promise
}

/** Has the browser save bytes as a file of this name. */
export function saveBytes(base64: string, name: string, type: string): void {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  const address = URL.createObjectURL(new Blob([bytes], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}

/** The type of a file as the server takes it: without parameters, and none at all where the browser knows none. */
export const plainType = ({ type }: Blob): string | undefined => type.split(';')[0]?.trim().toLowerCase() || undefined

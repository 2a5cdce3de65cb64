import type { Entries, Entry } from '@grantry/sdk'
import { sha256 } from '@noble/hashes/sha2.js'
import type { MessageSource } from './import-message.ts'

/** A message that is a file of the workspace, whose digest the platform knows. */
export const storedMessage = (entries: Entries, { path, digest, sizeBytes }: Entry): MessageSource => ({
  path,
  digest,
  sizeBytes,
  read: async () => Uint8Array.fromBase64((await entries.get({ path, content: 'base64' })).base64),
})

/** A message as its text or, for bytes that are not UTF-8, in base64. */
export type HandedMessage = { text: string; base64?: undefined } | { base64: string; text?: undefined }

export function handedMessage({ text, base64 }: HandedMessage): MessageSource {
  const bytes = base64 === undefined ? new TextEncoder().encode(text) : Uint8Array.fromBase64(base64)
  return { path: null, digest: digestOf(bytes), sizeBytes: bytes.length, read: () => Promise.resolve(bytes) }
}

const digestOf = (bytes: Uint8Array): string =>
  `sha256:${Array.from(sha256(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')}`

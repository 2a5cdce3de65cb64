import { createHash, randomBytes } from 'node:crypto'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** An identifier as Stripe makes them: a prefix that tells the kind, and 24 letters or digits. */
export function newId(prefix: string, length = 24): string {
  return `${prefix}_${letters(length)}`
}

/** A secret that begins as Stripe's do, such as `whsec_`. */
export function newSecret(prefix: string): string {
  return newId(prefix, 32)
}

/** The same short text for the same input: card fingerprints, prefixes of invoice numbers. */
export function fingerprintOf(text: string, length = 16): string {
  return createHash('sha256').update(text).digest('base64url').replace(/[-_]/g, '0').slice(0, length)
}

function letters(length: number): string {
  // 62 letters do not divide 256: the first are a little likelier, which no identifier minds.
  return Array.from(randomBytes(length), (byte) => ALPHABET[byte % ALPHABET.length]).join('')
}

import { createHash, timingSafeEqual } from 'node:crypto'
import { CompileRefused } from './compile.errors.ts'

/** `sha256:` and 64 hex digits. */
export const digestOf = (code: Uint8Array): string => `sha256:${createHash('sha256').update(code).digest('hex')}`

/** @throws CompileRefused `digest_mismatch` */
export function verifyDigest(code: Uint8Array, digest: string): void {
  const [actual, expected] = [Buffer.from(digestOf(code)), Buffer.from(digest)]
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected))
    throw new CompileRefused(
      'digest_mismatch',
      `The code has the digest ${actual.toString()}, and ${digest} was expected`,
    )
}

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 random bits as URL-safe text. */
export const randomSecret = (): string => randomBytes(32).toString('base64url')

/**
 * What is stored of a secret that has 256 bits of its own: a plain hash suffices, because there is nothing to guess.
 * Passwords go through argon2id instead.
 */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** Compares without telling by the time it takes how much of it is right. */
export const isSecret = (given: string, secret: string): boolean =>
  timingSafeEqual(Buffer.from(hashSecret(given)), Buffer.from(hashSecret(secret)))

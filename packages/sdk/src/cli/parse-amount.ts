import { usageError } from './cli.errors.ts'

/** Reads how many of something an option asks for. Throws a usage error for anything but a whole number from 1. */
export function parseAmount(option: string, text: string): number {
  const amount = Number(text)
  if (!Number.isSafeInteger(amount) || amount < 1)
    throw usageError(`${option} takes a whole number from 1, not ${text}`)
  return amount
}

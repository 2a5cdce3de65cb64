import { Prisma } from './generated/client.ts'

/** What Prisma's driver adapter tells about a failed statement. */
interface DriverCause {
  kind?: string
  constraint?: { index?: string; fields?: string[] }
}

/** The unique index that `error` says was violated, or null when it says something else. */
export function uniqueViolation(error: unknown): string | null {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') return null
  return driverCause(error)?.constraint?.index ?? 'unknown'
}

/** Whether the transaction was given up for a deadlock or a serialisation conflict, and would succeed when run again. */
export function isWriteConflict(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false
  // Raw statements have a code of their own for all failures.
  return error.code === 'P2034' || driverCause(error)?.kind === 'TransactionWriteConflict'
}

function driverCause(error: Prisma.PrismaClientKnownRequestError): DriverCause | undefined {
  const meta = error.meta as { driverAdapterError?: { cause?: DriverCause } } | undefined
  return meta?.driverAdapterError?.cause
}

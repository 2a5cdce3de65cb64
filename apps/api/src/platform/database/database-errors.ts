import { Prisma } from './generated/client.ts'

/** What Prisma's driver adapter tells about a failed statement. */
interface DriverCause {
  kind?: string
  /** SQLSTATE, or the code of the socket's error. */
  originalCode?: string
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

/** Codes of Prisma and kinds of its driver for a server that cannot be reached, ends the connection, or has none free. */
const UNREACHABLE_CODES = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2037'])
const UNREACHABLE_KINDS = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections'])
/** PostgreSQL's class 57P (shutting down, starting up) and class 08 (connection), and what the socket says. */
const UNREACHABLE_CAUSES = /^(?:57P0[1-5]|08\d{3}|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT)$/

/** Whether a failure only says that the database does not answer right now: trying again makes sense. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientInitializationError) return true
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return isLostConnection(error)
  if (UNREACHABLE_CODES.has(error.code) || UNREACHABLE_KINDS.has(driverCause(error)?.kind ?? '')) return true
  return UNREACHABLE_CAUSES.test(driverCause(error)?.originalCode ?? '')
}

function isLostConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as NodeJS.ErrnoException
  if (code !== undefined && UNREACHABLE_CAUSES.test(code)) return true
  return /Connection terminated|timeout exceeded when trying to connect/.test(error.message)
}

function driverCause(error: Prisma.PrismaClientKnownRequestError): DriverCause | undefined {
  const meta = error.meta as { driverAdapterError?: { cause?: DriverCause } } | undefined
  return meta?.driverAdapterError?.cause
}

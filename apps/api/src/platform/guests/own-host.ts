import type { LogEntry } from '@grantry/runtime'

/**
 * The context of a call that brings its own platform along: what the guest asks for and logs during it comes here and
 * reaches nothing else.
 */
export abstract class OwnHost {
  /** Answers one host call in JSON text. */
  abstract answer(method: string, payload: string): Promise<string>
  abstract log(entry: LogEntry): void
}

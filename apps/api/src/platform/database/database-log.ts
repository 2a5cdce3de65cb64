/** Where the database reports what an operator should know. Nest's `Logger` is one. */
export interface DatabaseLog {
  log(message: string): void
  warn(message: string): void
  error(message: string): void
}

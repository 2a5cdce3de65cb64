/**
 * The platform answered a call with an error. The guest goes on: catch it to do without what was refused.
 *
 * `code` is stable and for programs. Frequent ones: `permission_denied` (the person who installed the extension has
 * not granted it, or not for this scope), `invalid_input`, `unknown_method`, `entry_not_found`, `entry_exists`.
 */
export class PlatformError extends Error {
  readonly code: string
  /** Wire name of the operation that was called. */
  readonly method: string

  constructor(method: string, code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'PlatformError'
    this.method = method
    this.code = code
  }
}

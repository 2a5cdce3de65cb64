import { CliError } from './cli.errors.ts'

/** A `fetch` that says which server it was that could not be reached. */
export const fetchFrom =
  (server: string): typeof globalThis.fetch =>
  async (input, init) => {
    try {
      return await fetch(input, init)
    } catch (cause) {
      throw new CliError({
        exit: 'unavailable',
        code: 'unreachable',
        detail: `${server} could not be reached`,
        hint: 'Is the server running? --server or GRANTRY_SERVER names another one',
        cause,
      })
    }
  }

import type { AdminAccess } from './domains/accounts/index.ts'

interface Started {
  url: string
  access: AdminAccess
  seeded: string[]
  dataDir: string
  embedded: boolean
}

/** What somebody who has just typed `npm start` wants to know. The generated password is printed this one time. */
export function announce({ url, access, seeded, dataDir, embedded }: Started): void {
  const lines = [
    '',
    `  Grantry is running.`,
    '',
    `  Store      ${url}/`,
    `  API        ${url}/docs`,
    `  Admin      ${access.user.email}`,
    ...(access.generatedPassword === null
      ? []
      : [
          `  Password   ${access.generatedPassword}   (shown once: keep it, or set GRANTRY_ADMIN_EMAIL and GRANTRY_ADMIN_PASSWORD)`,
        ]),
    `  Data       ${dataDir}${embedded ? '' : ' (blobs; the database is DATABASE_URL)'}`,
    ...(seeded.length === 0 ? [] : [`  Published  ${seeded.join(', ')}`]),
    '',
    '  Ctrl-C stops it.',
    '',
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** Why the server did not start or stop as it should: a sentence; the stack only when somebody looks for it. */
export function explain(error: unknown): void {
  const stack = process.env['GRANTRY_LOG'] === 'debug' && error instanceof Error ? `\n${error.stack}` : ''
  process.stderr.write(`\n${sentenceOf(error)}${stack}\n\n`)
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code, port } = error as NodeJS.ErrnoException & { port?: number }
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken. Stop what listens there, or set GRANTRY_PORT to another port.`
  if (code === 'EACCES' && port !== undefined)
    return `Port ${port} may not be used by this account. Set GRANTRY_PORT to another port.`
  return error.message
}

interface Started {
  url: string
  adminEmail: string
  seeded: string[]
  dataDir: string
  embedded: boolean
  /** Where the emulator of Stripe is; null when payments go to Stripe. */
  payments: string | null
}

/** The password that was made up for the admin, at the only moment at which it is known. */
export function announcePassword(email: string, password: string): void {
  const lines = [
    '',
    '  The first start makes an admin account:',
    '',
    `  Admin      ${email}`,
    `  Password   ${password}   (shown this once: keep it)`,
    '',
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** What somebody who has just typed `npm start` wants to know. */
export function announce({ url, adminEmail, seeded, dataDir, embedded, payments }: Started): void {
  const lines = [
    '',
    `  Grantry is running.`,
    '',
    `  Store      ${url}/`,
    `  API        ${url}/docs`,
    `  Admin      ${adminEmail}   (a new password: start with GRANTRY_ADMIN_EMAIL and GRANTRY_ADMIN_PASSWORD)`,
    `  Data       ${dataDir}${embedded ? '' : ' (blobs; the database is DATABASE_URL)'}`,
    ...(payments === null ? [] : [`  Payments   test mode: ${payments}/ stands in for Stripe, no money moves`]),
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
    return `Port ${port} is taken. Stop what listens there, or set GRANTRY_PORT or GRANTRY_STRIPE_EMULATOR_PORT to another port.`
  if (code === 'EACCES' && port !== undefined)
    return `Port ${port} may not be used by this account. Set GRANTRY_PORT to another port.`
  return error.message
}

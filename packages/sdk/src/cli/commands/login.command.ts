import { TOKEN_SCOPES, type TokenScope } from '@grantry/contract'
import { Command, Option } from 'commander'
import { usageError } from '../cli.errors.ts'
import type { Account } from '../config-file.ts'
import { parseAmount } from '../parse-amount.ts'
import { askLine, askSecret, readStandardInput } from '../prompt.ts'
import { startRun, type Run } from '../run.ts'
import { rememberAccount } from '../settings.ts'
import { accountOfToken, createAccountToken, type Credentials } from '../sign-in.ts'

interface LoginOptions {
  email?: string
  passwordStdin?: true
  token?: string
  scope?: TokenScope[]
  only?: string
  days?: string
}

const NO_PASSWORD = `
An account that signs in with a provider has no password: make a token on the account page, and give it to --token.`

export const loginCommand = () =>
  new Command('login')
    .summary('Sign in')
    .description('Sign in; a token is stored, your password is not')
    .option('--email <address>', 'e-mail address of your account')
    .option('--password-stdin', 'read the password from standard input')
    .option('--token <token>', 'store this token instead (or GRANTRY_TOKEN)')
    .addOption(
      new Option('--scope <scopes...>', 'what the token may do; when left out, what you may, but export').choices(
        TOKEN_SCOPES,
      ),
    )
    .option('--only <workspace>', 'the one workspace that the token opens, by id or slug')
    .option('--days <days>', 'how long the token is valid, at most 365; 90 when left out')
    .addHelpText('after', NO_PASSWORD)
    .action(async (options: LoginOptions, command: Command) => {
      const run = await startRun(command)
      const { server } = run.settings
      const token = options.token ?? process.env.GRANTRY_TOKEN
      if (token) requireNoWish(options)
      const account = token ? await accountOfToken(server, token) : await signIn(run, options)
      if (token) await keep(run, account)
      const where = options.only === undefined ? '' : `, in ${account.workspace} alone`
      run.print({ json: { server, email: account.email }, text: `Signed in to ${server} as ${account.email}${where}` })
    })

/** What is said of a token that is to be made says nothing of one that is there. Throws a usage error. */
function requireNoWish(options: LoginOptions): void {
  const wish = (['email', 'password-stdin', 'scope', 'only', 'days'] as const).find(
    (name) => options[name === 'password-stdin' ? 'passwordStdin' : name] !== undefined,
  )
  if (wish === undefined) return
  throw usageError('A token opens what it was made for', `Leave out --${wish}, or --token and GRANTRY_TOKEN`)
}

/** A workspace that was remembered for the account stays. */
function keep({ settings }: Run, account: Account): Promise<void> {
  const known = settings.account
  const workspace = known?.email === account.email ? known.workspace : undefined
  return rememberAccount(settings.server, { workspace, ...account })
}

async function signIn(run: Run, options: LoginOptions): Promise<Account> {
  const wishes = {
    scopes: options.scope,
    workspace: options.only,
    expiresInDays: options.days === undefined ? undefined : parseAmount('--days', options.days),
  }
  const credentials = await askCredentials(run, options)
  const { server, account: known } = run.settings
  return createAccountToken(server, credentials, wishes, { keep: (account) => keep(run, account), known })
}

async function askCredentials(run: Run, options: LoginOptions): Promise<Credentials> {
  if (options.passwordStdin) return { email: requireEmail(options), password: await readStandardInput() }
  if (!run.canAsk()) throw usageError('Nobody can be asked here', 'Use --token, or --email with --password-stdin')
  const email = options.email ?? (await askLine(`E-mail address for ${run.settings.server}: `)).trim()
  return { email, password: await askSecret('Password: ') }
}

function requireEmail({ email }: LoginOptions): string {
  if (email === undefined) throw usageError('--password-stdin needs --email')
  return email
}

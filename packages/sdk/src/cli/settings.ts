import { readConfig, writeConfig, type Account, type Config } from './config-file.ts'
import { usageError } from './cli.errors.ts'

export const DEFAULT_SERVER = 'http://127.0.0.1:4310'

export interface SettingsOptions {
  server?: string
  workspace?: string
}

/** Which server, who, and where: an option goes before the environment, and that before what was remembered. */
export interface Settings {
  /** Origin, without a slash at its end. */
  server: string
  token: string | null
  workspace: string | null
  /** What was remembered for this server. */
  account: Account | null
}

export async function loadSettings(options: SettingsOptions): Promise<Settings> {
  const { GRANTRY_SERVER, GRANTRY_TOKEN, GRANTRY_WORKSPACE } = process.env
  const config = await readConfig()
  const server = parseServer(options.server || GRANTRY_SERVER || config.server || DEFAULT_SERVER)
  const account = config.accounts[server] ?? null
  return {
    server,
    account,
    token: GRANTRY_TOKEN || account?.token || null,
    workspace: options.workspace || GRANTRY_WORKSPACE || account?.workspace || null,
  }
}

function parseServer(text: string): string {
  const url = URL.parse(text)
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw usageError(`${text} is not the address of a server`, `An address looks like ${DEFAULT_SERVER}`)
  return url.origin + url.pathname.replace(/\/+$/, '')
}

/** Remembers an account, and its server as the default one. */
export async function rememberAccount(server: string, account: Account): Promise<void> {
  const config = await readConfig()
  await writeConfig({ ...config, server, accounts: { ...config.accounts, [server]: account } })
}

export async function forgetAccount(server: string): Promise<void> {
  const config = await readConfig()
  const { [server]: _forgotten, ...accounts } = config.accounts
  await writeConfig({ ...config, accounts })
}

/** Whether it is the remembered account that speaks, and not a token of the environment. */
export const speaksForAccount = ({ account, token }: Settings): boolean => account !== null && account.token === token

/** Makes a workspace the default one of the account that speaks, if one does; the default server stays. */
export async function rememberWorkspace(settings: Settings, workspace: string): Promise<void> {
  const { server } = settings
  const config: Config = await readConfig()
  const account = config.accounts[server]
  if (account === undefined || !speaksForAccount(settings)) return
  await writeConfig({ ...config, accounts: { ...config.accounts, [server]: { ...account, workspace } } })
}

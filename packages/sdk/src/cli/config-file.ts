import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { CliError } from './cli.errors.ts'

const accountSchema = z.object({
  token: z.string(),
  /** Absent for a token that was made elsewhere. */
  tokenId: z.string().optional(),
  email: z.string(),
  /** Default for `--workspace`: an id or a slug. */
  workspace: z.string().optional(),
})
export type Account = z.infer<typeof accountSchema>

const configSchema = z.object({
  /** The server last signed in to. */
  server: z.string().optional(),
  /** By origin. */
  accounts: z.record(z.string(), accountSchema).default({}),
})
export type Config = z.infer<typeof configSchema>

/** `GRANTRY_CONFIG`, or `grantry/config.json` in the user's configuration folder (XDG Base Directory). */
export function configPath(): string {
  const { GRANTRY_CONFIG, XDG_CONFIG_HOME } = process.env
  return GRANTRY_CONFIG || join(XDG_CONFIG_HOME || join(homedir(), '.config'), 'grantry', 'config.json')
}

/** An absent file is an empty configuration. */
export async function readConfig(): Promise<Config> {
  const path = configPath()
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}'
    throw configError(`The configuration in ${path} cannot be read: ${error.message}`, ELSEWHERE, error)
  })
  try {
    return configSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw configError(`The configuration in ${path} is damaged`, 'Delete it and run grantry login', cause)
  }
}

/** Replaces the file in one step, readable by its owner alone, because it holds tokens. */
export async function writeConfig(config: Config): Promise<void> {
  const path = configPath()
  const draft = `${path}.${randomUUID()}`
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(draft, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
    await rename(draft, path)
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => undefined)
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw configError(`The configuration in ${path} cannot be written: ${reason}`, ELSEWHERE, cause)
  }
}

const ELSEWHERE = 'Set GRANTRY_CONFIG to a file that is yours'

const configError = (detail: string, hint: string, cause: unknown): CliError =>
  new CliError({ exit: 'failure', code: 'config', detail, hint, cause })

import { resolve } from 'node:path'
import { emailSchema, TAX_TERMS, type TaxTerms } from '@grantry/contract'
import { z } from 'zod'

const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1')

/** Over an open line only to this machine: what is sent to a provider or a mail server are secrets. */
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

const issuerSchema = z
  .url({ protocol: /^https?$/ })
  .refine((url) => url.startsWith('https:') || LOOPBACK.test(new URL(url).hostname), 'An issuer is an https address')

/** The environment, variable by variable; `docs/reference/configuration.md` explains each. */
export const variablesSchema = z.object({
  GRANTRY_HOST: z.string().default('127.0.0.1'),
  GRANTRY_PORT: z.coerce.number({ error: 'A port is a number from 0 to 65535' }).int().min(0).max(65_535).default(4310),
  GRANTRY_DATA_DIR: z.string().min(1).default('./data'),
  GRANTRY_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  GRANTRY_TRUST_PROXY: flag.default(false),
  GRANTRY_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  GRANTRY_ADMIN_EMAIL: emailSchema.optional(),
  GRANTRY_ADMIN_PASSWORD: z.string().min(8).optional(),
  GRANTRY_METRICS_TOKEN: z
    .string()
    .regex(/^[\w.~+/=-]{16,}$/, 'A token has 16 characters at least: letters, digits and -._~+/=')
    .optional(),
  GRANTRY_SEED: flag.default(true),
  GRANTRY_WORKSPACE_QUOTA_MIB: z.coerce.number().int().min(1).default(1_024),
  GRANTRY_JOB_SLOTS: z.coerce.number().int().min(0).max(64).default(4),
  GRANTRY_TRIAL_RUNS: z.enum(['submission', 'request']).default('submission'),
  GRANTRY_RATE_LIMIT: z.coerce.number().int().min(1).default(6_000),
  GRANTRY_SIGN_IN_LIMIT: z.coerce.number().int().min(1).default(30),
  GRANTRY_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  GRANTRY_MAIL_FROM: z
    .string()
    .max(320)
    .regex(/^[^\p{C}]*@[^\p{C}]*$/u, 'A sender has an e-mail address')
    .optional(),
  GRANTRY_OIDC_ISSUER: issuerSchema.optional(),
  GRANTRY_OIDC_CLIENT_ID: z.string().optional(),
  GRANTRY_OIDC_CLIENT_SECRET: z.string().optional(),
  GRANTRY_OIDC_NAME: z.string().trim().max(40).optional(),
  GRANTRY_PAYOUT_HOLD_DAYS: z.coerce.number().int().min(0).max(365).default(7),
  GRANTRY_PAYOUT_THRESHOLD: z.coerce.number().int().min(1).default(1_000),
  GRANTRY_BILLING_GRACE_DAYS: z.coerce.number().int().min(0).max(365).default(7),
  GRANTRY_TAX: z.enum(TAX_TERMS).default('none'),
  GRANTRY_STRIPE_EMULATOR_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  GRANTRY_STRIPE_EMULATOR_URL: z.url({ protocol: /^https?$/ }).optional(),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^[sr]k_(test|live)_/, 'A secret key of Stripe begins with sk_ or rk_')
    .optional(),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_[^\s,]+(,whsec_[^\s,]+)*$/, 'A signing secret begins with whsec_; several are separated by commas')
    .optional(),
  STRIPE_API_BASE: z.url({ protocol: /^https?$/ }).optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
})

/** What one variable needs of another. */
const environmentSchema = variablesSchema.superRefine((set, context) => {
  const refuse = (name: keyof typeof set, message: string) =>
    context.addIssue({ code: 'custom', path: [name], message })
  if (set.GRANTRY_SMTP_URL !== undefined && set.GRANTRY_PUBLIC_URL === undefined)
    refuse('GRANTRY_SMTP_URL', 'Mails have links, which need GRANTRY_PUBLIC_URL')
  if ((set.GRANTRY_OIDC_ISSUER === undefined) !== (set.GRANTRY_OIDC_CLIENT_ID === undefined))
    refuse('GRANTRY_OIDC_ISSUER', 'A provider needs both GRANTRY_OIDC_ISSUER and GRANTRY_OIDC_CLIENT_ID')
  if (set.STRIPE_SECRET_KEY !== undefined && set.STRIPE_WEBHOOK_SECRET === undefined)
    refuse('STRIPE_WEBHOOK_SECRET', 'With STRIPE_SECRET_KEY it has to be set: it checks what Stripe tells this server')
})

/** An OpenID Connect provider that people may sign in with. */
export interface ProviderConfig {
  issuer: string
  clientId: string
  /** Null: a public client, which has PKCE alone. */
  clientSecret: string | null
  /** As the button says it. */
  name: string
}

/** Everything that can be set from outside, in one place. Read once at start; wrong values stop the start. */
export class AppConfig {
  readonly host: string
  /** TCP port; 0 takes a free one. Default 4310. */
  readonly port: number
  /** Absolute. Holds the embedded database, blobs and the data of extensions. */
  readonly dataDir: string
  /** Null: the server starts its own PostgreSQL in the data directory. */
  readonly databaseUrl: string | null
  /** Where people reach the server when that is not `http://host:port`. */
  readonly publicUrl: string | null
  readonly trustProxy: boolean
  /** Which those who read `/metrics` must show. Null: it is open. */
  readonly metricsToken: string | null
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  readonly admin: { email: string | null; password: string | null }
  /** Whether a start publishes the shipped extensions that are not there yet. Default true. */
  readonly seed: boolean
  /** What the files of one workspace may take. Default 1,024. */
  readonly workspaceQuotaMiB: number
  /** Jobs that this server runs at once, each in a process of its own; 0 leaves them to others. Default 4. */
  readonly jobSlots: number
  /** When a version is tried out: by itself when it is submitted, or only when an admin asks. Default `submission`. */
  readonly trialRuns: 'submission' | 'request'
  /** Requests a minute for one address, and attempts a minute to sign in to one account from it. */
  readonly limits: { requestsPerMinute: number; signInsPerMinute: number }
  /** Without a mail server, mails lie in the outbox of the data directory. */
  readonly mail: { smtpUrl: string | null; from: string }
  readonly provider: ProviderConfig | null

  readonly billing: {
    /** Days from a charge until the publisher's share of it can be paid out. Default 7. */
    payoutHoldDays: number
    /** What is paid out at least, in the smallest unit of its currency. Default 1,000. */
    payoutThresholdMinor: number
    /** Days for which a subscription that is past due stays open. Default 7. */
    graceDays: number
    /** Whether the provider reckons taxes, and whether they are in prices or come on top. Default `none`. */
    tax: TaxTerms
  }
  /** Null: payments go to a local emulator, and no money moves. */
  readonly stripe: { secretKey: string; webhookSecret: string; apiBase: URL | null } | null
  readonly stripeEmulator: {
    /** Where to start one; default: the port after the server's own. */
    port: number
    /** One that runs already, for instance that of another node: none is started. */
    url: URL | null
    /** With which the one that runs already signs. */
    webhookSecret: string | null
  }

  constructor(environment: z.infer<typeof environmentSchema>) {
    this.host = environment.GRANTRY_HOST
    this.port = environment.GRANTRY_PORT
    this.dataDir = resolve(environment.GRANTRY_DATA_DIR)
    this.databaseUrl = environment.DATABASE_URL ?? null
    this.publicUrl = environment.GRANTRY_PUBLIC_URL?.replace(/\/$/, '') ?? null
    this.trustProxy = environment.GRANTRY_TRUST_PROXY
    this.metricsToken = environment.GRANTRY_METRICS_TOKEN ?? null
    this.logLevel = environment.GRANTRY_LOG
    this.admin = {
      email: environment.GRANTRY_ADMIN_EMAIL ?? null,
      password: environment.GRANTRY_ADMIN_PASSWORD ?? null,
    }
    this.seed = environment.GRANTRY_SEED
    this.workspaceQuotaMiB = environment.GRANTRY_WORKSPACE_QUOTA_MIB
    this.jobSlots = environment.GRANTRY_JOB_SLOTS
    this.trialRuns = environment.GRANTRY_TRIAL_RUNS
    this.limits = {
      requestsPerMinute: environment.GRANTRY_RATE_LIMIT,
      signInsPerMinute: environment.GRANTRY_SIGN_IN_LIMIT,
    }
    this.mail = {
      smtpUrl: environment.GRANTRY_SMTP_URL ?? null,
      from: environment.GRANTRY_MAIL_FROM ?? `Grantry <no-reply@${hostOf(this.publicUrl)}>`,
    }
    this.provider = providerOf(environment)
    this.billing = {
      payoutHoldDays: environment.GRANTRY_PAYOUT_HOLD_DAYS,
      payoutThresholdMinor: environment.GRANTRY_PAYOUT_THRESHOLD,
      graceDays: environment.GRANTRY_BILLING_GRACE_DAYS,
      tax: environment.GRANTRY_TAX,
    }
    this.stripe = stripeOf(environment)
    this.stripeEmulator = {
      port: environment.GRANTRY_STRIPE_EMULATOR_PORT ?? (this.port === 0 ? 0 : this.port + 1),
      url: urlOf(environment.GRANTRY_STRIPE_EMULATOR_URL),
      webhookSecret: environment.STRIPE_WEBHOOK_SECRET ?? null,
    }
  }

  /** @throws ConfigError naming every variable that is wrong */
  static parse(environment: NodeJS.ProcessEnv): AppConfig {
    const parsed = environmentSchema.safeParse(withoutEmpty(environment))
    if (parsed.success) return new AppConfig(parsed.data)
    throw new ConfigError(parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`))
  }
}

const hostOf = (url: string | null): string => (url === null ? 'localhost' : new URL(url).hostname)

function providerOf(environment: z.infer<typeof environmentSchema>): ProviderConfig | null {
  const { GRANTRY_OIDC_ISSUER: issuer, GRANTRY_OIDC_CLIENT_ID: clientId } = environment
  if (issuer === undefined || clientId === undefined) return null
  const { GRANTRY_OIDC_CLIENT_SECRET: clientSecret = null, GRANTRY_OIDC_NAME: name } = environment
  return { issuer, clientId, clientSecret, name: name ?? new URL(issuer).hostname }
}

const urlOf = (text: string | undefined): URL | null => (text === undefined ? null : new URL(text))

function stripeOf(environment: z.infer<typeof variablesSchema>): AppConfig['stripe'] {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret } = environment
  if (secretKey === undefined || webhookSecret === undefined) return null
  return { secretKey, webhookSecret, apiBase: urlOf(environment.STRIPE_API_BASE) }
}

/** An empty variable is an absent one: that is how shells and service files leave things out. */
const withoutEmpty = (environment: NodeJS.ProcessEnv) =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''))

export class ConfigError extends Error {
  override readonly name = 'ConfigError'

  constructor(readonly lines: readonly string[]) {
    super(`The environment is not right:\n${lines.join('\n')}`)
  }
}

import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AppConfig, ConfigError } from './app-config.ts'

describe('the configuration', () => {
  it('needs nothing: it serves this machine alone, with a database of its own', () => {
    expect(AppConfig.parse({})).toMatchObject({
      host: '127.0.0.1',
      port: 4310,
      dataDir: resolve('data'),
      databaseUrl: null,
      publicUrl: null,
      trustProxy: false,
      metricsToken: null,
      logLevel: 'info',
      admin: { email: null, password: null },
      seed: true,
      jobSlots: 4,
      mail: { smtpUrl: null, from: 'Grantry <no-reply@localhost>' },
      provider: null,
      billing: { payoutHoldDays: 7, payoutThresholdMinor: 1_000, graceDays: 7, tax: 'none' },
      stripe: null,
      stripeEmulator: { port: 4311, url: null },
    })
  })

  it('takes what is set', () => {
    const config = AppConfig.parse({
      GRANTRY_HOST: '0.0.0.0',
      GRANTRY_PORT: '0',
      GRANTRY_DATA_DIR: '/srv/grantry',
      GRANTRY_PUBLIC_URL: 'https://store.example.org/',
      GRANTRY_TRUST_PROXY: '1',
      GRANTRY_METRICS_TOKEN: 'figures-for-us-alone',
      GRANTRY_LOG: 'warn',
      GRANTRY_ADMIN_EMAIL: 'ada@example.org',
      GRANTRY_ADMIN_PASSWORD: 'correct horse',
      GRANTRY_SEED: 'false',
      GRANTRY_JOB_SLOTS: '0',
      GRANTRY_RATE_LIMIT: '10',
      GRANTRY_SIGN_IN_LIMIT: '3',
      GRANTRY_SMTP_URL: 'smtps://grantry:secret@mail.example.org',
      GRANTRY_OIDC_ISSUER: 'https://id.example.org',
      GRANTRY_OIDC_CLIENT_ID: 'grantry',
      GRANTRY_PAYOUT_HOLD_DAYS: '14',
      GRANTRY_PAYOUT_THRESHOLD: '5000',
      GRANTRY_BILLING_GRACE_DAYS: '3',
      GRANTRY_TAX: 'exclusive',
      GRANTRY_STRIPE_EMULATOR_PORT: '9000',
      STRIPE_SECRET_KEY: 'sk_test_x',
      STRIPE_WEBHOOK_SECRET: 'whsec_x',
      STRIPE_API_BASE: 'http://127.0.0.1:12111',
      DATABASE_URL: 'postgresql://grantry@localhost/grantry',
    })
    expect(config).toMatchObject({
      host: '0.0.0.0',
      port: 0,
      dataDir: '/srv/grantry',
      publicUrl: 'https://store.example.org',
      trustProxy: true,
      metricsToken: 'figures-for-us-alone',
      logLevel: 'warn',
      admin: { email: 'ada@example.org', password: 'correct horse' },
      seed: false,
      jobSlots: 0,
      limits: { requestsPerMinute: 10, signInsPerMinute: 3 },
      mail: { smtpUrl: 'smtps://grantry:secret@mail.example.org', from: 'Grantry <no-reply@store.example.org>' },
      provider: { issuer: 'https://id.example.org', clientId: 'grantry', clientSecret: null, name: 'id.example.org' },
      databaseUrl: 'postgresql://grantry@localhost/grantry',
      billing: { payoutHoldDays: 14, payoutThresholdMinor: 5_000, graceDays: 3, tax: 'exclusive' },
      stripe: { secretKey: 'sk_test_x', webhookSecret: 'whsec_x', apiBase: new URL('http://127.0.0.1:12111') },
      stripeEmulator: { port: 9000 },
    })
  })

  it('takes an empty variable for an absent one', () => {
    const empty = Object.fromEntries(
      ['HOST', 'PORT', 'DATA_DIR', 'PUBLIC_URL', 'TRUST_PROXY', 'LOG', 'ADMIN_EMAIL', 'SEED', 'RATE_LIMIT'].map(
        (name, index) => [`GRANTRY_${name}`, index % 2 === 0 ? '' : ' '],
      ),
    )
    expect(AppConfig.parse({ ...empty, DATABASE_URL: '' })).toEqual(AppConfig.parse({}))
  })

  it.each([
    ['GRANTRY_PORT', '70000'],
    ['GRANTRY_PORT', 'http'],
    ['GRANTRY_PORT', '80.5'],
    ['GRANTRY_PUBLIC_URL', 'store.example.org'],
    ['GRANTRY_PUBLIC_URL', 'javascript:alert(1)'],
    ['GRANTRY_TRUST_PROXY', 'yes'],
    ['GRANTRY_METRICS_TOKEN', 'guessed'],
    ['GRANTRY_METRICS_TOKEN', 'figures for us alone'],
    ['GRANTRY_LOG', 'loud'],
    ['GRANTRY_ADMIN_EMAIL', 'ada'],
    ['GRANTRY_ADMIN_PASSWORD', 'short'],
    ['GRANTRY_RATE_LIMIT', '0'],
    ['GRANTRY_JOB_SLOTS', '-1'],
    ['GRANTRY_SMTP_URL', 'mail.example.org'],
    ['GRANTRY_SMTP_URL', 'smtp://mail.example.org'], // without an address for its links
    ['GRANTRY_MAIL_FROM', 'Grantry'],
    ['GRANTRY_OIDC_ISSUER', 'http://id.example.org'],
    ['GRANTRY_OIDC_ISSUER', 'https://id.example.org'], // without a client
    ['GRANTRY_PAYOUT_HOLD_DAYS', '-1'],
    ['GRANTRY_PAYOUT_THRESHOLD', '0'],
    ['GRANTRY_TAX', 'yes'],
    ['STRIPE_SECRET_KEY', 'pk_test_x'],
    ['STRIPE_WEBHOOK_SECRET', 'secret'],
    ['DATABASE_URL', 'mysql://localhost/grantry'],
  ])('stops the start when %s is %j, and says so', (name, value) => {
    expect(() => AppConfig.parse({ [name]: value })).toThrow(ConfigError)
    expect(() => AppConfig.parse({ [name]: value })).toThrow(`${name}: `)
  })

  it('wants to be able to check what Stripe tells, when there is a key of Stripe', () => {
    expect(() => AppConfig.parse({ STRIPE_SECRET_KEY: 'sk_test_x' })).toThrow('STRIPE_WEBHOOK_SECRET: ')
  })

  it('names everything that is wrong at once', () => {
    expect(() => AppConfig.parse({ GRANTRY_PORT: 'x', GRANTRY_LOG: 'x' })).toThrow(/GRANTRY_PORT.*\n.*GRANTRY_LOG/)
  })
})

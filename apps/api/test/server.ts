import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import 'reflect-metadata'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import pino from 'pino'
import { AppModule } from '../src/app.module.ts'
import { AppConfig } from '../src/config/app-config.ts'
import { PaymentsConfig } from '../src/config/payments-config.ts'
import { AdminAccountService } from '../src/domains/accounts/index.ts'
import { createServer } from '../src/platform/http/server.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { Person } from './person.ts'

export const ADMIN = { email: 'admin@example.org', password: 'correct horse battery' }

export interface TestServer {
  url: string
  app: NestFastifyApplication
  dataDir: string
  connectionString: string
  admin: Person
  /** A new person, signed up and signed in. */
  person(name?: string): Promise<Person>
  close(): Promise<void>
}

/** For everything that has nothing to do with payments: nobody answers there. */
const NO_PAYMENTS = new PaymentsConfig({
  provider: 'emulator',
  secretKey: 'sk_test_nobody',
  webhookSecret: null,
  apiBase: new URL('http://127.0.0.1:9'),
})

/**
 * The whole server on a database and a data directory of its own, listening on a free port of loopback. `webRoot` is a
 * folder with a built store; without it there is no store. `beside`: on the database and the blobs of another one, as a
 * second node; it is closed first.
 */
export async function startTestServer(
  environment: Record<string, string> = {},
  webRoot: string | null = null,
  beside: TestServer | null = null,
  payments: PaymentsConfig = NO_PAYMENTS,
): Promise<TestServer> {
  const database = beside === null ? await createTestDatabase() : sharedDatabase(beside)
  const dataDir = await mkdtemp(join(tmpdir(), 'grantry-test-'))
  if (beside !== null) await symlink(join(beside.dataDir, 'blobs'), join(dataDir, 'blobs'))
  const config = AppConfig.parse({
    GRANTRY_PORT: '0',
    GRANTRY_DATA_DIR: dataDir,
    GRANTRY_ADMIN_EMAIL: ADMIN.email,
    GRANTRY_ADMIN_PASSWORD: ADMIN.password,
    GRANTRY_RATE_LIMIT: '100000',
    GRANTRY_SIGN_IN_LIMIT: '1000',
    // Trials are asked for where they are told of; elsewhere they would run beside the story.
    GRANTRY_TRIAL_RUNS: 'request',
    DATABASE_URL: database.connectionString,
    ...environment,
  })
  const logger = pino({ level: process.env['GRANTRY_LOG'] ?? 'silent' })
  const app = await createServer(AppModule.with(config, payments), config, { logger, webRoot, version: 'test' })
  await app.init()
  await app.get(AdminAccountService).ensure(() => undefined)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const url = await app.getUrl()
  let people = 0
  return {
    url,
    app,
    dataDir,
    connectionString: database.connectionString,
    admin: await Person.signIn(url, ADMIN),
    person: (name = 'person') => {
      people += 1
      return Person.signUp(url, { email: `${name}-${people}@example.org`, password: 'a long password', name })
    },
    close: async () => {
      await app.close()
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

const sharedDatabase = ({ connectionString }: TestServer): TestDatabase => ({
  connectionString,
  drop: async () => undefined,
})

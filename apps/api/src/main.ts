import 'reflect-metadata'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AppModule } from './app.module.ts'
import { announce, announcePassword, explain } from './announcement.ts'
import { AppConfig } from './config/app-config.ts'
import { AdminAccountService } from './domains/accounts/index.ts'
import { Database } from './platform/database/index.ts'
import { createLogger, createServer } from './platform/http/server.ts'
import { VERSION } from './platform/http/server-info.ts'
import { startPayments } from './payments.ts'
import { logProcessWarnings } from './process-warnings.ts'
import { SeedService } from './seed.service.ts'

const ROOT = join(import.meta.dirname, '../../..')

async function start(): Promise<void> {
  const config = AppConfig.parse(process.env)
  const logger = createLogger(config.logLevel)
  logProcessWarnings(logger)
  const web = join(ROOT, 'apps/web/dist')
  const payments = await startPayments(config)
  const app = await createServer(AppModule.with(config, payments.config), config, {
    logger,
    webRoot: existsSync(join(web, 'index.html')) ? web : null,
    version: VERSION,
  })
  stopOnSignals(async () => {
    await app.close()
    await payments.close()
  })
  await app.init()
  // Servers that start together on one database take turns: one of them finds nothing to do.
  const { admin, seeded } = await app.get(Database).exclusively('first-start', async () => {
    const administrator = await app.get(AdminAccountService).ensure(announcePassword)
    const seed = app.get(SeedService)
    return {
      admin: administrator,
      seeded: config.seed ? await seed.publishShipped(join(ROOT, 'extensions'), administrator) : [],
    }
  })
  await app.listen({ host: config.host, port: config.port })
  payments.tell(Number(new URL(await app.getUrl()).port))
  announce({
    url: config.publicUrl ?? (await app.getUrl()),
    adminEmail: admin.email,
    seeded,
    dataDir: config.dataDir,
    payments: payments.config.provider === 'emulator' ? (payments.config.apiBase?.origin ?? null) : null,
    embedded: config.databaseUrl === null,
  })
}

/** Drains once, however often it is asked to; npm and the terminal may both pass a Ctrl-C on. */
function stopOnSignals(close: () => Promise<void>): void {
  let stopping: Promise<void> | null = null
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stopping ??= close().then(
        () => process.exit(0),
        (error: unknown) => {
          explain(error)
          process.exit(1)
        },
      )
    })
  }
}

try {
  await start()
} catch (error) {
  explain(error)
  process.exit(1)
}

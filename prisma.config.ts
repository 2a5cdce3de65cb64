import { fileURLToPath } from 'node:url'

import { defineConfig } from 'prisma/config'

process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= fileURLToPath(new URL('prisma/schema-engine.mjs', import.meta.url))

export default defineConfig({
  schema: 'prisma',
  migrations: { path: 'prisma/migrations' },
  // Absent for `generate` and `migrate diff`, which need no database.
  datasource: { url: process.env['DATABASE_URL'] ?? '' },
})

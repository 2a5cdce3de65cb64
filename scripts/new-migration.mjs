// npm run db:migrate -- <name>: writes the SQL that leads from the migrations to the schema into a new migration.
// It needs no database of yours. Read the file before you commit it: Prisma cannot know how to carry data over, and
// what the schema cannot say (partial indexes, triggers, functions) is written into such a file by hand.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const name = process.argv[2]
if (!/^[a-z][a-z0-9_]*$/.test(name ?? '')) {
  fail('Usage: npm run db:migrate -- <name>, in lower case with underscores, such as add_ratings')
}

const difference = ['migrate', 'diff', '--from-migrations', 'prisma/migrations', '--to-schema', 'prisma', '--script']
const sql = execFileSync(join(root, 'node_modules/.bin/prisma'), difference, {
  cwd: root,
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
})
const isEmpty = sql.split('\n').every((line) => line.trim() === '' || line.startsWith('--'))
if (isEmpty) fail('The migrations lead to the schema already: nothing to do.')

const timestamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
const folder = join('prisma', 'migrations', `${timestamp}_${name}`)
mkdirSync(join(root, folder), { recursive: true })
writeFileSync(join(root, folder, 'migration.sql'), sql)
process.stdout.write(`${join(folder, 'migration.sql')}\n`)

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

// Runs the embedded PostgreSQL in a process of its own, for tests that kill it. Prints its connection string when
// PostgreSQL is up; ends on SIGTERM, or on "exit" on the standard input without stopping PostgreSQL first.
import { startEmbeddedPostgres } from '../src/platform/database/embedded-postgres.ts'
import { stderrLog } from './scratch-postgres.ts'

const postgres = await startEmbeddedPostgres({ dataDir: process.argv[2]!, log: stderrLog })
process.once('SIGTERM', () => void postgres.stop().then(() => process.exit(0)))
process.stdin.on('data', () => process.exit(1))
process.stdout.write(`${postgres.connectionString}\n`)

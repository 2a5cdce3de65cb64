#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
/**
 * The schema engine of the Prisma command line (`PRISMA_SCHEMA_ENGINE_BINARY`), without a download.
 *
 * Prisma fetches a native engine from its own server at install time; this one runs the same engine compiled to
 * WebAssembly, which comes from npm, and speaks the native one's protocol: JSON-RPC, one message a line. The shadow
 * databases, on which the engine replays migrations, are in a scratch PostgreSQL that is started when one is needed.
 */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'

import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import { SchemaEngine } from '@prisma/schema-engine-wasm'
import { Client, Result } from 'pg'

import { startScratchPostgres } from '../apps/api/test/scratch-postgres.ts'

const CHAR_OID = 18
const TIMETZ_OID = 1266
/** Prisma's code for an error whose message says it all. */
const UNSPECIFIC_ERROR = 4466
/** What the engine can be asked when it was given no database. */
const WITHOUT_TARGET = new Set(['diff', 'version', 'getDatabaseVersion'])

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    datamodels: { type: 'string', multiple: true },
    datasource: { type: 'string' },
    version: { type: 'boolean' },
  },
})

if (options.version) {
  process.stdout.write('schema-engine-cli wasm\n')
  process.exit(0)
}

let panicMessage
globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => (panicMessage = message) }
disguiseChars()

const url = options.datasource ? JSON.parse(options.datasource).url : undefined
const datamodels = options.datamodels?.map((file) => [file, readFileSync(file, 'utf8')])
let scratch
let finished
// The command line ends its engine with a signal once it has the answer.
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void finish())
try {
  const databases = bindMigrationAwareSqlAdapterFactory(databasesOfEngine())
  const engine = await SchemaEngine.new({ datamodels }, () => undefined, databases)
  if (positionals[0] === 'cli') await checkConnection(engine)
  else await answerRequests(engine)
} finally {
  await finish()
}

async function finish() {
  finished ??= scratch?.then((postgres) => postgres.stop())
  await finished
  process.exit()
}

/** The engine's target, the database of `DATABASE_URL`, and its shadow databases, which are always scratch ones. */
function databasesOfEngine() {
  const { provider, adapterName } = new PrismaPg({})
  return {
    provider,
    adapterName,
    // The engine opens its target even for a command that does not touch it.
    connect: async () => openDatabase(url || (await scratchDatabase())),
    connectToShadowDb: async () => openDatabase(await scratchDatabase()),
  }
}

async function openDatabase(connectionString) {
  return forEngine(await new PrismaPg({ connectionString }).connect())
}

/** The connection string of a new empty database. */
async function scratchDatabase() {
  scratch ??= startScratchPostgres()
  const { connectionString } = await scratch
  const name = `scratch_${randomUUID()}`
  const client = new Client(connectionString)
  await client.connect()
  await client.query(`CREATE DATABASE "${name}"`)
  await client.end()
  return Object.assign(new URL(connectionString), { pathname: name }).href
}

/** Makes up for two things that Prisma's adapter for `pg`, which is made for queries, lacks for migrations. */
function forEngine(adapter) {
  const { queryRaw } = adapter
  // See `disguiseChars`: no catalogue has a column of a time without a date.
  adapter.queryRaw = async (query) => {
    const result = await queryRaw.call(adapter, query)
    const columnTypes = result.columnTypes.map((type) =>
      type === ColumnTypeEnum.Time ? ColumnTypeEnum.Character : type,
    )
    return { ...result, columnTypes }
  }
  // The adapter's own cuts a script at each semicolon, function bodies included.
  adapter.executeScript = async (script) => {
    await adapter.underlyingDriver().query(script)
  }
  return adapter
}

/** The adapter rejects PostgreSQL's internal type "char", which the engine reads from the catalogue; a time passes. */
function disguiseChars() {
  const { addFields } = Result.prototype
  Result.prototype.addFields = function (fields) {
    for (const field of fields) if (field.dataTypeID === CHAR_OID) field.dataTypeID = TIMETZ_OID
    return addFields.call(this, fields)
  }
}

/** `cli can-connect-to-database`: the answer is the exit code. */
async function checkConnection(engine) {
  try {
    await engine.ensureConnectionValidity({ datasource: { tag: 'ConnectionString', url: url ?? '' } })
  } catch (error) {
    const entry = { level: 'ERROR', fields: { message: messageOf(error), error_code: 'P1001' } }
    process.stderr.write(`${JSON.stringify({ timestamp: new Date(), target: 'schema_engine::logger', ...entry })}\n`)
    process.exitCode = 1
  }
}

async function answerRequests(engine) {
  for await (const line of createInterface({ input: process.stdin })) {
    const request = line.trim() && JSON.parse(line)
    if (request?.method) await answer(engine, request)
  }
}

async function answer(engine, { id, method, params }) {
  try {
    if (!url && !WITHOUT_TARGET.has(method)) throw new Error('Name the database to work on in DATABASE_URL.')
    const result = await engine[method === 'getDatabaseVersion' ? 'version' : method](params)
    if (method === 'diff' && result?.stdout) print(result.stdout)
    send({ id, result: result ?? {} })
  } catch (error) {
    const data = { is_panic: false, message: messageOf(error), meta: null, error_code: error?.code ?? null }
    send({ id, error: { code: UNSPECIFIC_ERROR, message: 'error', data } })
  }
}

/** The native engine has the command line print the result of `diff` instead of returning it. */
function print(text) {
  send({ id: 'print', method: 'print', params: { content: text.replace(/\n$/, '') } })
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
}

function messageOf(error) {
  return panicMessage ?? String(error?.message ?? error)
}

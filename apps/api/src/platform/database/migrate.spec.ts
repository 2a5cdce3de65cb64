import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'

import { databaseUrl, dropDatabase, onServer } from '../../../test/database-server.ts'
import { createTestDatabase } from '../../../test/database.ts'
import { findMigrations, migrate } from './migrate.ts'

const ROOT = join(findMigrations(), '..', '..')

describe('migrating', () => {
  const { server, template } = inject('testDatabase')
  const name = `${template}_migrations`
  const database = databaseUrl(server, name)
  let folder: string

  beforeEach(async () => {
    await onServer(server, (client) => client.query(`CREATE DATABASE ${name}`))
    folder = await mkdtemp(join(tmpdir(), 'grantry-migrations-'))
    await writeMigration('1_first', 'CREATE TABLE first (n int); INSERT INTO first VALUES (1);')
    await writeMigration('2_second', 'CREATE TABLE second (n int);')
  })
  afterEach(async () => {
    await dropDatabase(server, name)
    await rm(folder, { recursive: true })
  })

  async function writeMigration(migration: string, sql: string): Promise<void> {
    await mkdir(join(folder, migration), { recursive: true })
    await writeFile(join(folder, migration, 'migration.sql'), sql)
  }

  const query = <T>(sql: string) =>
    onServer(database, async (client) =>
      (await client.query<Record<string, T>>(sql)).rows.map((row) => Object.values(row)[0]),
    )

  it('applies what is missing in the order of the names, once', async () => {
    expect(await migrate(database, folder)).toEqual(['1_first', '2_second'])
    expect(await migrate(database, folder)).toEqual([])
    await writeMigration('3_third', 'INSERT INTO second VALUES (3);')
    expect(await migrate(database, folder)).toEqual(['3_third'])
    expect(await query('SELECT n FROM first UNION ALL SELECT n FROM second')).toEqual([1, 3])
  })

  it('lets servers that start at the same time wait for each other', async () => {
    const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(database, folder)))
    expect(applied.map((names) => names.length).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 2])
    expect(await query('SELECT n FROM first')).toEqual([1])
  })

  it('leaves nothing of a migration that fails, and goes on from there once it is mended', async () => {
    await writeMigration('3_third', 'CREATE TABLE third (n int); SELECT 1 / 0;')
    await expect(migrate(database, folder)).rejects.toThrow('The migration 3_third failed: division by zero')
    expect(await query(`SELECT to_regclass('third')::text`)).toEqual([null])

    await writeMigration('3_third', 'CREATE TABLE third (n int);')
    expect(await migrate(database, folder)).toEqual(['3_third'])
  })

  it('understands function bodies', async () => {
    await writeMigration(
      '3_third',
      'CREATE FUNCTION three() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 3; END $$;',
    )
    await migrate(database, folder)
    expect(await query('SELECT three()')).toEqual([3])
  })

  it('refuses a migration that was edited after it was applied', async () => {
    await migrate(database, folder)
    await writeMigration('1_first', 'CREATE TABLE first (n bigint);')
    await expect(migrate(database, folder)).rejects.toThrow('The migration 1_first was edited after it was applied')
  })

  it('refuses a database that a later version has migrated', async () => {
    await migrate(database, folder)
    await rm(join(folder, '2_second'), { recursive: true })
    await expect(migrate(database, folder)).rejects.toThrow('2_second, which this version of Grantry does not know')
  })

  it('refuses a migration that another tool left unfinished', async () => {
    await migrate(database, folder)
    await query(`UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '2_second'`)
    await expect(migrate(database, folder)).rejects.toThrow('The migration 2_second was begun by another tool')
  })
})

describe('the migrations of the repository', { timeout: 60_000 }, () => {
  const prisma = (args: string[], environment: NodeJS.ProcessEnv = {}) =>
    promisify(execFile)(join(ROOT, 'node_modules/.bin/prisma'), args, {
      cwd: ROOT,
      env: { ...process.env, DATABASE_URL: '', ...environment },
    })

  it('lead to what the schema says', async () => {
    const difference = ['--from-migrations', 'prisma/migrations', '--to-schema', 'prisma', '--script']
    const { stdout } = await prisma(['migrate', 'diff', ...difference])
    expect(stdout.trim()).toBe('-- This is an empty migration.')
  })

  it('count as applied for the command line of Prisma', async () => {
    const database = await createTestDatabase()
    const { stdout } = await prisma(['migrate', 'status'], { DATABASE_URL: database.connectionString })
    expect(stdout).toContain('Database schema is up to date')
    await database.drop()
  })
})

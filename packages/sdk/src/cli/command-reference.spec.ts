import { glob, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { inSdk } from '../sdk-location.ts'
import { commandsIn, doesSomething, nameOf, renderCommands } from './command-reference.ts'
import { createProgram } from './program.ts'

const PAGE = inSdk('docs/commands.md')
const REPOSITORY = inSdk('../..')
const program = createProgram(packageJson.version)

describe('the reference of commands', () => {
  it('says what the program says', async () => {
    const page = renderCommands(program)
    if (process.env['UPDATE_DOCS'] !== undefined) await writeFile(PAGE, page)
    expect(await readFile(PAGE, 'utf8')).toBe(page)
  })

  it('explains every option', () => {
    for (const command of commandsIn(program)) {
      expect(command.description(), nameOf(command)).not.toBe('')
      for (const { flags, description } of command.options)
        expect(description, `${nameOf(command)} ${flags}`).not.toBe('')
    }
  })
})

describe('the documents', () => {
  it('call commands that there are, with options that they have', async () => {
    const paths = await Array.fromAsync(
      glob(['*.md', '{docs,packages,extensions}/**/*.md'], {
        cwd: REPOSITORY,
        exclude: ['**/node_modules/**', '**/dist/**', '**/templates/**', 'packages/sdk/docs/commands.md'],
      }),
    )
    for (const path of paths) {
      const text = await readFile(join(REPOSITORY, path), 'utf8')
      expect(
        callsIn(text)
          .map(faultOf)
          .filter((fault) => fault !== null),
        path,
      ).toEqual([])
    }
  })
})

/** Lines in fences that begin with the program, as they are typed. */
function callsIn(text: string): string[] {
  const fences = [...text.matchAll(/^```(?:sh|console)?\n([\s\S]*?)^```/gm)].map(([, lines = '']) => lines)
  return fences
    .flatMap((lines) => lines.replaceAll('\\\n', ' ').split('\n'))
    .flatMap((line) => /^(?:\$ )?(?:npx )?grantry (.+)$/.exec(line)?.[1] ?? [])
}

/** Take a flag for each property of an input. */
const TAKES_ANY_FLAG = ['query', 'action', 'jobs dispatch']

/** What is wrong with a call; null for one that the program would take. */
function faultOf(call: string): string | null {
  const words = wordsOf(call)
  let command = program
  for (let next = subcommand(command, words[0]); next !== undefined; next = subcommand(command, words[0])) {
    command = next
    words.shift()
  }
  if (words[0] === 'help') return null
  if (!doesSomething(command) || command === program) return `${call}: there is no such command`
  if (TAKES_ANY_FLAG.includes(nameOf(command))) return null
  const known = [...command.options, ...program.options].map(({ long }) => long)
  const unknown = words.filter((word) => word.startsWith('--') && !known.includes(word))
  return unknown.length === 0 ? null : `${call}: there is no ${unknown.join(', ')}`
}

/** Without quoted texts, remarks behind `#` or two spaces, and what follows a pipe. */
const wordsOf = (call: string): string[] =>
  call
    .replaceAll(/'[^']*'|"[^"]*"/g, 'text')
    .replace(/ {2,}.*$| [#|&;>].*$|\).*$/, '')
    .trim()
    .split(/\s+/)

const subcommand = (command: Command, word: string | undefined): Command | undefined =>
  command.commands.find((candidate) => candidate.name() === word || candidate.aliases().includes(word ?? ''))

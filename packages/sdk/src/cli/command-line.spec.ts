import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { readFile } from 'node:fs/promises'
import { runGrantry } from '../../test/run-grantry.ts'
import { inSdk } from '../sdk-location.ts'
import { EXIT_CODES } from './exit-codes.ts'

describe('grantry', () => {
  it('explains itself when it is asked to, and ends with 2 when it is not', async () => {
    const asked = await runGrantry(['--help'])
    expect(asked).toMatchObject({ code: 0, stderr: '' })
    expect(asked.stdout).toContain('publish [options] [path]')
    expect(await runGrantry([])).toEqual({ code: 2, stdout: '', stderr: asked.stdout })
  })

  it('says its version', async () => {
    for (const words of [['--version'], ['-V'], ['--json', '--version'], ['--version', 'whoami']])
      expect(await runGrantry(words)).toEqual({ code: 0, stdout: '0.1.0\n', stderr: '' })
  })

  it.each(['--version', '-V'])('does not say its version where a command was given %s', async (word) => {
    expect(await runGrantry(['whoami', word])).toMatchObject({ code: 2, stdout: '' })
  })

  it('suggests the command that was meant', async () => {
    const { code, stderr } = await runGrantry(['instal', 'hello'])
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `error: unknown command 'instal'\n(Did you mean install?) (usage)\n`,
    })
  })

  it.each([
    [['query']],
    [['install', 'hello', '--unknown']],
    [['whoami', 'excess']],
    [['whoami', '--server', 'ftp://example.org']],
    [['logs', 'hello', '--level', 'loud']],
  ])('ends %j with 2', async (args) => {
    expect(await runGrantry(args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^error: /) })
  })

  it('prints a usage error as JSON for machines', async () => {
    const { stderr } = await runGrantry(['--json', 'query'])
    expect(JSON.parse(stderr).error).toMatchObject({ code: 'usage', exitCode: 2 })
  })

  it('shows the global options in the help of every command', async () => {
    const { stdout } = await runGrantry(['help', 'publish'])
    expect(stdout).toContain('--server <url>')
  })

  it('explains every exit code in its help and in its guide', async () => {
    const { stdout } = await runGrantry(['help', 'exit-codes'])
    const guide = await readFile(inSdk('docs/cli.md'), 'utf8')
    for (const [name, { code, meaning }] of Object.entries(EXIT_CODES)) {
      expect(stdout).toMatch(new RegExp(`^${code} +${name} +`, 'm'))
      expect(guide).toContain(`| ${code} | \`${name}\` | ${meaning} |`)
    }
  })

  it('ends quietly when nobody reads on', async () => {
    const command = `"${process.execPath}" "${inSdk('bin/grantry.mjs')}" --help | head -n 1; exit \${PIPESTATUS[0]}`
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', command])
    expect({ stdout, stderr }).toEqual({ stdout: 'Usage: grantry [options] [command]\n', stderr: '' })
  })
})

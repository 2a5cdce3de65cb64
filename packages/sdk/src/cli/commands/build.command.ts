import { relative } from 'node:path'
import { Command } from 'commander'
import { buildExtension, type Build } from '../../build/index.ts'
import { count, formatBytes } from '../format.ts'
import { startRun } from '../run.ts'

export const buildCommand = () =>
  new Command('build')
    .summary('Build an extension')
    .description('Build the extension in a folder into its dist/<id>')
    .argument('[folder]', 'where extension.json is', '.')
    .action(async (folder: string, _options: object, command: Command) => {
      const run = await startRun(command)
      const build = await buildExtension(folder)
      run.print({ json: buildJson(build), text: buildText(build) })
    })

export const buildJson = ({ manifest, folder, files }: Build) => ({
  id: manifest.id,
  version: manifest.version,
  abi: manifest.abi,
  operations: manifest.operations.map(({ type, name }) => ({ type, name })),
  jobs: manifest.jobs.map(({ name }) => name),
  folder,
  files,
})

export function buildText({ manifest, folder, files }: Build): string {
  const offers = [
    ...manifest.operations.map(({ type, name }) => `${type} ${name}`),
    ...manifest.jobs.map(({ name }) => `job ${name}`),
  ]
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0)
  const place = relative(process.cwd(), folder) || '.'
  return [
    `Built ${manifest.id} ${manifest.version} (${manifest.abi}): ${offers.join(', ') || 'no operations'}`,
    `  ${place}: ${count(files.length, 'file')}, ${formatBytes(sizeBytes)}`,
  ].join('\n')
}

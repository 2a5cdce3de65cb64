import { basename, relative, resolve } from 'node:path'
import { Command } from 'commander'
import { createProject } from '../../init/create-project.ts'
import { startRun } from '../run.ts'

interface InitOptions {
  id?: string
  name?: string
}

export const initCommand = () =>
  new Command('init')
    .summary('Make a new extension')
    .description('Make a working TypeScript extension in a new or empty folder')
    .argument('[folder]', 'where to make it', '.')
    .option('--id <id>', 'unique name; made from the folder when left out')
    .option('--name <name>', 'name for people; made from the id when left out')
    .action(async (path: string, options: InitOptions, command: Command) => {
      const run = await startRun(command)
      const folder = resolve(path)
      const id = options.id ?? idFrom(basename(folder))
      const project = await createProject(folder, { id, name: options.name ?? nameFrom(id) })
      run.print({ json: project, text: nextSteps(project.id, folder) })
    })

/** `My Extension!` as `my-extension`; what cannot be turned into an id is left for the check to refuse. */
const idFrom = (folder: string) =>
  folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-0-9]+|-+$/g, '')

/** `my-extension` as `My extension`. */
const nameFrom = (id: string) => (id.charAt(0).toUpperCase() + id.slice(1)).replaceAll('-', ' ')

function nextSteps(id: string, folder: string): string {
  const place = relative(process.cwd(), folder)
  return [
    `Made the extension ${id} in ${place || 'this folder'}. Next:`,
    ...(place ? [`  cd ${place}`] : []),
    '  grantry test       try its handlers',
    '  grantry publish    send it to review',
    'npm install makes your editor know the types.',
  ].join('\n')
}

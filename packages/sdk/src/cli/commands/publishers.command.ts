import { Command } from 'commander'
import { connect } from '../connection.ts'
import { printable } from '../printable.ts'
import { startRun } from '../run.ts'

export const publishersCommand = () =>
  new Command('publishers').description('Create publishers').addCommand(createCommand())

const createCommand = () =>
  new Command('create')
    .description('Create a publisher organisation, whose owner you are')
    .argument('<slug>', 'name in addresses, for example acme-labs')
    .argument('<name>', 'name for people')
    .action(async (slug: string, name: string, _options: object, command: Command) => {
      const run = await startRun(command)
      const publisher = await connect(run).publishers.create({ slug, name })
      run.print({ json: publisher, text: `Created the publisher ${printable(publisher.name)} (${publisher.slug})` })
    })

import { Command } from 'commander'
import type { Client } from '../../client/index.ts'
import { connect } from '../connection.ts'
import { getOwnVersion } from '../own-version.ts'
import { startRun } from '../run.ts'

export const submitCommand = () =>
  draftCommand('submit', {
    summary: 'Send a draft to the review',
    done: 'submitted',
    act: (client, ...draft) => client.publishers.submitDraft(...draft),
  })

export const discardCommand = () =>
  draftCommand('discard', {
    summary: 'Delete a draft; its version number is free again',
    done: 'discarded',
    act: (client, ...draft) => client.publishers.discardDraft(...draft),
  })

interface Deed {
  summary: string
  done: string
  act: (client: Client, publisher: string, extension: string, version: string) => Promise<void>
}

const draftCommand = (name: string, { summary, done, act }: Deed) =>
  new Command(name)
    .summary(summary)
    .description(`${summary} (made with grantry publish --draft)`)
    .argument('<draft>', 'ext@version')
    .option('--publisher <slug>', 'publisher it belongs to, when you have several')
    .action(async (text: string, options: { publisher?: string }, command: Command) => {
      const run = await startRun(command)
      const client = connect(run)
      const { publisher, extension, version } = await getOwnVersion(client, text, options.publisher)
      await act(client, publisher, extension, version)
      run.print({ json: { extension, version, publisher, done }, text: `${extension} ${version} is ${done}` })
    })

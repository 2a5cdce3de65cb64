import type { JsonSchema, OperationType } from '@grantry/contract'
import { Command } from 'commander'
import { z } from 'zod'
import type { Client, OperationAnswer } from '../client/index.ts'
import { CliError } from './cli.errors.ts'
import { chooseWorkspace, connect } from './connection.ts'
import { inputFromFlags, readGivenInput } from './operation-input.ts'
import { resolveOperation } from './operation-name.ts'
import { printableJson } from './printable.ts'
import { startRun } from './run.ts'
import { writeNote, writeOutput } from './terminal.ts'

const EXAMPLES: Record<OperationType, string> = {
  query: `
Examples:
  grantry query hello:greet '{"name": "Ada"}'
  grantry query hello:greet --name Ada --language fr
  grantry query entries.list --path /notes
  echo '{"message": "hi"}' | grantry query test.ping -`,
  action: `
Examples:
  grantry action hello:remember --text milk
  grantry action entries.create --path /notes/today.md --text "Hello"`,
}

/** `query` and `action` differ in the names they accept and in nothing else. */
export const operationCommand = (type: OperationType, description: string): Command =>
  new Command(type)
    .description(description)
    .usage('[options] <operation> [json | - | --key value …]')
    .argument('<operation>', 'ext:name, a platform operation such as entries.list, or a full wire name')
    .argument('[input...]', 'JSON, - to read it from standard input, or --key value for each property')
    .allowUnknownOption()
    .addHelpText('after', EXAMPLES[type])
    .action(async (operation: string, words: string[], _options: object, command: Command) => {
      const run = await startRun(command)
      const method = resolveOperation(type, operation)
      const given = await readGivenInput(words)
      const client = connect(run)
      const workspace = await chooseWorkspace(run, client)
      const input =
        given.kind === 'value' ? given.value : inputFromFlags(given.words, await findSchema(client, workspace, method))
      const answer = await client.operations.call(workspace, method, input)
      writeOutput(printableJson(answer.output, 2))
      writeNote(run.audience === 'machines' ? measuresJson(answer) : measuresText(answer))
      refuseErrorReply(answer.output)
    })

const errorReplySchema = z.object({ error: z.string(), code: z.string() })

/** An extension may answer with an error. It is an output like others, but whoever called got nothing done. */
function refuseErrorReply(output: unknown): void {
  const reply = errorReplySchema.safeParse(output)
  if (!reply.success) return
  const { error: detail, code } = reply.data
  throw new CliError({ exit: code === 'permission_denied' ? 'denied' : 'refused', code, detail })
}

async function findSchema(client: Client, workspace: string, method: string): Promise<JsonSchema | null> {
  const { items } = await client.operations.list(workspace)
  return items.find(({ name }) => name === method)?.input ?? null
}

const measuresJson = ({ fuel, memoryPages }: OperationAnswer) => JSON.stringify({ fuel, memoryPages })

const PAGE_KIB = 64

function measuresText({ fuel, memoryPages }: OperationAnswer): string {
  if (fuel === null || memoryPages === null) return 'a platform operation: no fuel'
  return `fuel ${fuel.toLocaleString('en')} · memory ${(memoryPages * PAGE_KIB).toLocaleString('en')} KiB`
}

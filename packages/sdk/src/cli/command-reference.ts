import type { Argument, Command, Option } from 'commander'

/** Every command with its options, as a page in Markdown: from the program itself, so that it cannot say otherwise. */
export function renderCommands(program: Command): string {
  const lines = [
    '# Commands of `grantry`',
    '',
    'Written from the program itself; `npm run docs` writes it anew. What holds for all of them is in',
    '[the reference of the command line](cli.md#everywhere); `grantry help <command>` says the same in a terminal.',
    '',
    'Everywhere:',
    '',
    ...program.options.map(optionLine),
  ]
  let heading: string | undefined
  for (const command of commandsIn(program)) {
    const group = topOf(command, program).helpGroup()
    if (group !== heading) lines.push('', `## ${group.replace(/:$/, '')}`)
    heading = group
    lines.push('', `### \`${[nameOf(command), ...command.registeredArguments.map(argumentText)].join(' ')}\``, '')
    lines.push(sentence(command.description()), ...listOf(command))
  }
  return `${lines.join('\n')}\n`
}

/** Commands that do something: `jobs list`, but not `jobs`, which only has others below it. */
export const commandsIn = (parent: Command): Command[] =>
  parent.commands.flatMap((command) => [...(doesSomething(command) ? [command] : []), ...commandsIn(command)])

export const doesSomething = ({ commands, options }: Command): boolean => commands.length === 0 || options.length > 0

/** `jobs list`, without the name of the program. */
export const nameOf = (command: Command): string =>
  command.parent?.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name()

const topOf = (command: Command, program: Command): Command =>
  command.parent === null || command.parent === program ? command : topOf(command.parent, program)

function listOf(command: Command): string[] {
  const explained = command.registeredArguments.filter(({ description }) => description !== '')
  const items = [...explained.map(argumentLine), ...command.options.map(optionLine)]
  return items.length === 0 ? [] : ['', ...items]
}

function argumentText(argument: Argument): string {
  const text = argument.variadic ? `${argument.name()}…` : argument.name()
  return argument.required ? `<${text}>` : `[${text}]`
}

const argumentLine = (argument: Argument): string => `- \`${argumentText(argument)}\`: ${plain(argument.description)}`

function optionLine({ flags, description, argChoices, defaultValue, mandatory }: Option): string {
  const facts = [
    ...(mandatory ? ['required'] : []),
    ...(argChoices === undefined ? [] : [argChoices.map((choice) => `\`${choice}\``).join(', ')]),
    ...(defaultValue === undefined ? [] : [`default: \`${String(defaultValue)}\``]),
  ]
  return `- \`${flags}\`: ${[plain(description), ...facts].join('; ')}`
}

const sentence = (text: string): string => plain(/[.!?]$/.test(text) ? text : `${text}.`)

/** Text that Markdown shows as it is. */
const plain = (text: string): string => text.replaceAll(/[*<]/g, String.raw`\$&`)

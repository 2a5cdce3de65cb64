import type { Command } from 'commander'
import { printableJson } from './printable.ts'
import { loadSettings, type Settings, type SettingsOptions } from './settings.ts'
import { isInteractive, writeNote, writeOutput } from './terminal.ts'

export interface GlobalOptions extends SettingsOptions {
  json?: true
}

/** A result in both of its forms. */
export interface Result {
  /** For `--json`. */
  json: unknown
  /** For people. */
  text: string
}

/** One run of a command: its settings, and the way its results take. */
export interface Run {
  readonly settings: Settings
  readonly audience: 'people' | 'machines'
  /** Prints the result of the command. */
  print(result: Result): void
  /** A remark beside the result, for people alone. */
  note(text: string): void
  /** Whether somebody can be asked a question. */
  canAsk(): boolean
}

export async function startRun(command: Command): Promise<Run> {
  const options: GlobalOptions = command.optsWithGlobals()
  const audience = options.json ? 'machines' : 'people'
  return {
    settings: await loadSettings(options),
    audience,
    print: ({ json, text }) => writeOutput(audience === 'machines' ? printableJson(json, 2) : text),
    note: (text) => {
      if (audience === 'people') writeNote(text)
    },
    canAsk: () => audience === 'people' && isInteractive(),
  }
}

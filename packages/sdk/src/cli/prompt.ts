import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { CliError } from './cli.errors.ts'

/** Asks on the terminal and answers one line. */
export const askLine = (question: string): Promise<string> => ask(question, process.stderr)

/** Asks for a secret: what is typed is not shown. */
export async function askSecret(question: string): Promise<string> {
  const answer = ask('', new Writable({ write: (_chunk, _encoding, done) => done() }))
  // Not before the terminal has stopped showing what is typed.
  process.stderr.write(question)
  try {
    return await answer
  } finally {
    process.stderr.write('\n')
  }
}

/** `Enter` means no. */
export async function confirm(question: string): Promise<boolean> {
  const answer = await askLine(`${question} [y/N] `)
  return /^y(?:es)?$/i.test(answer.trim())
}

/** All of standard input, without the line break at its end. */
export const readStandardInput = async (): Promise<string> => (await text(process.stdin)).replace(/\r?\n$/, '')

async function ask(question: string, output: NodeJS.WritableStream): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output, terminal: true })
  const interrupted = new Promise<never>((_resolve, reject) => {
    terminal.once('SIGINT', () => reject(interruption()))
    terminal.once('close', () => reject(interruption()))
  })
  try {
    return await Promise.race([terminal.question(question), interrupted])
  } finally {
    terminal.close()
  }
}

const interruption = () =>
  new CliError({ exit: 'interrupted', code: 'interrupted', detail: 'Nothing was done: the question was not answered' })

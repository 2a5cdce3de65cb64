import { createColors } from 'picocolors'

/** Where results go: nothing else is ever written to standard output. */
export const writeOutput = (text: string): void => void process.stdout.write(`${text}\n`)

/** Where questions, progress and remarks go. */
export const writeNote = (text: string): void => void process.stderr.write(`${text}\n`)

export const isInteractive = (): boolean => process.stdin.isTTY && process.stderr.isTTY

const colored = (stream: NodeJS.WriteStream) => stream.isTTY && process.env.NO_COLOR === undefined

/** Colours of standard output and of standard error; plain text when they are no terminal, or with NO_COLOR. */
export const outputColors = createColors(colored(process.stdout))
export const noteColors = createColors(colored(process.stderr))

/** `cat | head` closes the pipe early: that is no failure. */
export function endQuietlyOnClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(0)
  })
}

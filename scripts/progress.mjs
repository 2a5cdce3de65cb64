// Shows the steps of a script: what is going on, for how long, and how it ended. What the commands print goes to a log
// file and is shown when one fails. In a terminal the running step counts its seconds; elsewhere each step is a line.
import { spawn } from 'node:child_process'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'

const TAIL_LINES = 40
const isTerminal = process.stdout.isTTY && !process.env.CI
const usesColour = isTerminal && !process.env.NO_COLOR
const paint = (code) => (text) => (usesColour ? `\u001B[${code}m${text}\u001B[0m` : text)
export const green = paint(32)
export const red = paint(31)
export const dim = paint(2)

export class StepFailed extends Error {}

/** A script's progress, with the output of its commands in `logFile`, which is begun anew. */
export function createProgress(logFile) {
  writeFileSync(logFile, '')
  return {
    /** Runs `work(run)` as the step `title`; `run(command, args, options)` runs a command quietly. */
    async step(title, work) {
      const startedAt = Date.now()
      const clock = showRunning(title, startedAt)
      try {
        await work((...command) => runQuietly(logFile, ...command))
        clock.stop()
        process.stdout.write(`${green('✓')} ${title} ${dim(seconds(startedAt))}\n`)
      } catch (error) {
        clock.stop()
        process.stdout.write(`${red('✗')} ${title} ${dim(seconds(startedAt))}\n`)
        throw error
      }
    },
  }
}

function showRunning(title, startedAt) {
  if (!isTerminal) {
    process.stdout.write(`  ${title} …\n`)
    return { stop: () => undefined }
  }
  const draw = () => process.stdout.write(`\r  ${title} … ${dim(seconds(startedAt))}\u001B[K`)
  draw()
  const timer = setInterval(draw, 200)
  return {
    stop() {
      clearInterval(timer)
      process.stdout.write('\r\u001B[K')
    },
  }
}

const seconds = (startedAt) => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`

function runQuietly(logFile, command, args, options = {}) {
  // Some programs colour their output whatever they are told.
  const log = (text) => appendFileSync(logFile, stripVTControlCharacters(text))
  log(`\n$ ${[command, ...args].join(' ')}\n`)
  const begin = readFileSync(logFile).length
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', log)
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === 0) return resolve()
      const output = readFileSync(logFile).subarray(begin).toString().trimEnd().split('\n')
      const ending = signal ? `was ended by ${signal}` : `failed with code ${code}`
      const heading = `${command} ${args.join(' ')} ${ending}. The end of its output (all of it: ${logFile}):`
      reject(new StepFailed([heading, '', ...output.slice(-TAIL_LINES)].join('\n')))
    })
  })
}

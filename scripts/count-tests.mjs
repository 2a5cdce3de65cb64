// node scripts/count-tests.mjs <log>: adds up the closing lines of all Vitest runs in a log and prints the two sums,
// passed and failed. A test file that could not be run counts as a failure.
import { readFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'

const lines = stripVTControlCharacters(readFileSync(process.argv[2], 'utf8')).split('\n')
const files = closingLines('Test Files')
const tests = closingLines('Tests')

const passed = tests.reduce((sum, line) => sum + count(line, 'passed'), 0)
const failed = tests.reduce((sum, line, run) => sum + Math.max(count(line, 'failed'), count(files[run], 'failed')), 0)
process.stdout.write(`${passed} ${failed}\n`)

/** Such as `      Tests  1 failed | 2 passed (3)`, with the name of the package before it; one for each run. */
function closingLines(title) {
  return lines.filter((line) => new RegExp(String.raw`(^|\s)${title}\s{2}(no tests|.*\(\d+\)\s*$)`).test(line))
}

function count(line, outcome) {
  return Number(new RegExp(String.raw`(\d+) ${outcome}`).exec(line)?.[1] ?? 0)
}

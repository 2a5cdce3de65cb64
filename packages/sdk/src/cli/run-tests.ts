import { run } from 'node:test'
import { spec } from 'node:test/reporters'

/**
 * Runs bundled test files with Node's test runner, each in a process of its own in the extension's folder. Its report goes
 * to standard error. (`node --test` would take a path for a pattern, and run nothing where it has brackets in it.)
 */
export async function runTests(folder: string, files: readonly string[]): Promise<'passed' | 'failed'> {
  let passed = false
  const events = run({ files, cwd: folder, execArgv: ['--enable-source-maps'], concurrency: true })
  events.on('test:summary', ({ file, success }) => {
    if (file === undefined) passed = success
  })
  for await (const text of events.compose(spec)) process.stderr.write(text)
  return passed ? 'passed' : 'failed'
}

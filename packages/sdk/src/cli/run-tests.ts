import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Runs bundled test files with Node's test runner, in the extension's folder. Its report goes to standard error. */
export async function runTests(folder: string, files: readonly string[]): Promise<'passed' | 'failed'> {
  const child = spawn(process.execPath, ['--enable-source-maps', '--test', '--test-reporter=spec', ...files], {
    cwd: folder,
    stdio: ['ignore', process.stderr, process.stderr],
  })
  const [code] = await once(child, 'close')
  return code === 0 ? 'passed' : 'failed'
}

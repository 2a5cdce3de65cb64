import { spawnSync } from 'node:child_process'
import { constants } from 'node:os'
import process from 'node:process'

const IS_ALONE = 'GRANTRY_SETUP_IS_ALONE'
const IS_TAKEN = 75

/**
 * Runs the script of this process anew while nobody else has `folder`, and ends as it does; in the new process, returns.
 * Two set-ups at once would write the same files. The lock is the kernel's and goes with the process that has it; a
 * system without the program that takes it goes on without one.
 */
export function beAlone(folder) {
  if (process.env[IS_ALONE] !== undefined) {
    delete process.env[IS_ALONE]
    return
  }
  // What is started in the background, and stays, should not keep the lock.
  const lock = (...options) => ['--close', ...options, folder]
  const { status, error } = spawnSync('flock', [...lock('--nonblock', '--conflict-exit-code', `${IS_TAKEN}`), 'true'])
  if (error) return
  if (status === IS_TAKEN) process.stdout.write('  Another set-up is at work in this folder: waiting for it …\n')
  const command = [process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  const done = spawnSync('flock', [...lock(), ...command], {
    stdio: 'inherit',
    env: { ...process.env, [IS_ALONE]: '1' },
  })
  process.exit(done.status ?? 128 + (constants.signals[done.signal] ?? 0))
}

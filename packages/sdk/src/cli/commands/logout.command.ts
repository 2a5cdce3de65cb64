import { Command } from 'commander'
import { ProblemError } from '../../client/index.ts'
import type { Account } from '../config-file.ts'
import { clientWithToken } from '../connection.ts'
import { startRun, type Run } from '../run.ts'
import { forgetAccount } from '../settings.ts'

export const logoutCommand = () =>
  new Command('logout')
    .summary('Sign out')
    .description('Forget the stored token, and revoke it where the server allows that')
    .action(async (_options: object, command: Command) => {
      const run = await startRun(command)
      const { server, account } = run.settings
      const revoked = account !== null && (await revoke(run, account))
      await forgetAccount(server)
      const text = account === null ? `You were not signed in to ${server}` : `Signed out of ${server}`
      run.print({ json: { server, revoked }, text })
    })

/** A token that cannot be revoked must not keep anybody from forgetting it. */
async function revoke(run: Run, { token, tokenId }: Account): Promise<boolean> {
  if (tokenId === undefined) return false
  try {
    await clientWithToken(run.settings.server, token).auth.revokeToken(tokenId)
    return true
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    run.note(`The token was not revoked (${error.detail}); you can do that on the account page`)
    return false
  }
}

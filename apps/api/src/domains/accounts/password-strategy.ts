import { callbackify } from 'node:util'
import { Injectable } from '@nestjs/common'
import type { SignIn } from '@grantry/contract'
import { Strategy } from 'passport-local'
import { accountsErrors } from './accounts.errors.ts'
import { AccountsRepository } from './accounts.repository.ts'
import { verifyPassword } from './passwords.ts'

export type Account = NonNullable<Awaited<ReturnType<AccountsRepository['findUserByEmail']>>>

/**
 * Passport's local strategy, driven directly: a strategy is an object with `authenticate(request)` that answers through
 * `success`, `fail` and `error`, which is all that a server without Express middleware needs.
 */
@Injectable()
export class PasswordStrategy {
  private readonly strategy: Strategy

  constructor(accounts: AccountsRepository) {
    const check = async (email: string, password: string): Promise<Account | false> => {
      const account = await accounts.findUserByEmail(email)
      const matches = await verifyPassword(account?.passwordHash ?? null, password)
      return matches && account !== null ? account : false
    }
    this.strategy = new Strategy(
      { usernameField: 'email', passwordField: 'password', session: false },
      callbackify(check),
    )
  }

  /** @throws DomainError `wrong_credentials` */
  authenticate(credentials: SignIn): Promise<Account> {
    return new Promise((resolve, reject) => {
      const attempt: Strategy = Object.create(this.strategy)
      Object.assign(attempt, {
        success: (account: Account) => resolve(account),
        fail: () => reject(accountsErrors.wrongCredentials()),
        error: reject,
      })
      attempt.authenticate({ body: credentials } as never)
    })
  }
}

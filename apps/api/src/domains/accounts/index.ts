export { type AccountTie, AccountTies } from './account-ties.ts'
export { AccountsModule } from './accounts.module.ts'
export { AccountsService, type TellPassword } from './accounts.service.ts'
export { membershipErrors } from './membership.errors.ts'

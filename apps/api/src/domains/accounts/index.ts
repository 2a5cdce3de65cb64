export { AccountsModule } from './accounts.module.ts'
export { AccountsService, type AdminAccess } from './accounts.service.ts'
export { membershipErrors } from './membership.errors.ts'

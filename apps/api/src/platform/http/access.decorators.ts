import { SetMetadata } from '@nestjs/common'
import type { TokenScope } from '@grantry/contract'

/**
 * Who may call a route. A route without any of these decorators is for signed-in people with a cookie session:
 * nothing is public and nothing is open to tokens unless it says so.
 */
export const PUBLIC = 'grantry:public'
export const TOKEN_SCOPE = 'grantry:token-scope'
export const ADMIN_ONLY = 'grantry:admin-only'

/** Anybody may call it; a credential that is sent is still checked. */
export const Public = () => SetMetadata(PUBLIC, true)
/** Answers the same to everybody, without looking at who asks: it must work when nobody can be looked up. */
export const ANONYMOUS = 'grantry:anonymous'
export const Anonymous = () => SetMetadata(ANONYMOUS, true)
/** Tokens with this scope may call it too; `any` is every valid token. */
export const AllowToken = (scope: TokenScope | 'any') => SetMetadata(TOKEN_SCOPE, scope)
/**
 * A token that is limited to one workspace may call it, too, though its address names none. Without this it may call the
 * routes of its workspace, `:ws`, and no others.
 */
export const LIMITED_TOKEN = 'grantry:limited-token'
export const AllowLimitedToken = () => SetMetadata(LIMITED_TOKEN, true)
/** Admins alone. */
export const AdminOnly = () => SetMetadata(ADMIN_ONLY, true)

import { applyDecorators, SetMetadata } from '@nestjs/common'
import { ApiExtension, ApiSecurity } from '@nestjs/swagger'
import type { TokenScope } from '@grantry/contract'

/**
 * Who may call a route, and how the OpenAPI document says so. A route without any of these decorators is for signed-in
 * people with a cookie session: nothing is public and nothing is open to tokens unless it says so.
 */
export const PUBLIC = 'grantry:public'
export const TOKEN_SCOPE = 'grantry:token-scope'
export const ADMIN_ONLY = 'grantry:admin-only'
/** Marks an operation of the OpenAPI document for admins of the server. */
export const ADMIN_EXTENSION = 'x-admin-only'
/** The means to show who one is, as the OpenAPI document names them. */
export const SECURITY_SCHEMES = { token: 'bearer', session: 'cookie', csrf: 'csrf' } as const

/** Anybody may call it; a credential that is sent is still checked. */
export const Public = () => applyDecorators(SetMetadata(PUBLIC, true), ApiSecurity({}))
/** Answers the same to everybody, without looking at who asks: it must work when nobody can be looked up. */
export const ANONYMOUS = 'grantry:anonymous'
export const Anonymous = () => SetMetadata(ANONYMOUS, true)
/** Tokens with this scope may call it too; `any` is every valid token. */
export const AllowToken = (scope: TokenScope | 'any') =>
  applyDecorators(
    SetMetadata(TOKEN_SCOPE, scope),
    ApiSecurity(SECURITY_SCHEMES.session),
    ApiSecurity(SECURITY_SCHEMES.token, scope === 'any' ? [] : [scope]),
  )
/**
 * A token that is limited to one workspace may call it, too, though its address names none. Without this it may call the
 * routes of its workspace, `:ws`, and no others.
 */
export const LIMITED_TOKEN = 'grantry:limited-token'
export const AllowLimitedToken = () => SetMetadata(LIMITED_TOKEN, true)
/** Admins alone. */
export const AdminOnly = () => applyDecorators(SetMetadata(ADMIN_ONLY, true), ApiExtension(ADMIN_EXTENSION, true))

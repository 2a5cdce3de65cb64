import { Global, Module } from '@nestjs/common'
import { Authenticator } from '../../platform/http/index.ts'
import { AccountsRepository } from './accounts.repository.ts'
import { AccountsService } from './accounts.service.ts'
import { AuthController } from './auth.controller.ts'
import { PasswordStrategy } from './password-strategy.ts'
import { RequestAuthenticator } from './request-authenticator.ts'
import { SessionsService } from './sessions.service.ts'
import { TokensController } from './tokens.controller.ts'
import { TokensService } from './tokens.service.ts'

/** Global, because the guard that stands before every route asks it who calls. */
@Global()
@Module({
  controllers: [AuthController, TokensController],
  providers: [
    AccountsRepository,
    AccountsService,
    PasswordStrategy,
    SessionsService,
    TokensService,
    { provide: Authenticator, useClass: RequestAuthenticator },
  ],
  exports: [AccountsService, Authenticator],
})
export class AccountsModule {}

import { Global, Module } from '@nestjs/common'
import { Authenticator } from '../../platform/http/index.ts'
import { AccountController } from './account.controller.ts'
import { AccountsRepository } from './accounts.repository.ts'
import { AccountsService } from './accounts.service.ts'
import { AuthController } from './auth.controller.ts'
import { LinksRepository } from './links.repository.ts'
import { MailedLinks } from './mailed-links.service.ts'
import { PasswordResetService } from './password-reset.service.ts'
import { PasswordStrategy } from './password-strategy.ts'
import { ProfileService } from './profile.service.ts'
import { RecoveryController } from './recovery.controller.ts'
import { RequestAuthenticator } from './request-authenticator.ts'
import { SessionsRepository } from './sessions.repository.ts'
import { SessionsService } from './sessions.service.ts'
import { TokensController } from './tokens.controller.ts'
import { TokensService } from './tokens.service.ts'
import { VerificationService } from './verification.service.ts'

/** Global, because the guard that stands before every route asks it who calls. */
@Global()
@Module({
  controllers: [AuthController, RecoveryController, AccountController, TokensController],
  providers: [
    AccountsRepository,
    AccountsService,
    LinksRepository,
    MailedLinks,
    PasswordResetService,
    PasswordStrategy,
    ProfileService,
    SessionsRepository,
    SessionsService,
    TokensService,
    VerificationService,
    { provide: Authenticator, useClass: RequestAuthenticator },
  ],
  exports: [AccountsService, Authenticator],
})
export class AccountsModule {}

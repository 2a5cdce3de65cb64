import { Global, Module } from '@nestjs/common'
import { Authenticator } from '../../platform/http/index.ts'
import { AccountController } from './account.controller.ts'
import { AccountTies } from './account-ties.ts'
import { AccountsRepository } from './accounts.repository.ts'
import { AccountsService } from './accounts.service.ts'
import { AuthController } from './auth.controller.ts'
import { AdminAccountService } from './admin-account.service.ts'
import { ClosingService } from './closing.service.ts'
import { CredentialsService } from './credentials.service.ts'
import { ExportService } from './export.service.ts'
import { IdentitiesRepository } from './identities.repository.ts'
import { IdentitiesService } from './identities.service.ts'
import { LeavingController } from './leaving.controller.ts'
import { LinksRepository } from './links.repository.ts'
import { MailedLinks } from './mailed-links.service.ts'
import { PasswordChange } from './password-change.service.ts'
import { PasswordResetService } from './password-reset.service.ts'
import { PasswordStrategy } from './password-strategy.ts'
import { ProfileService } from './profile.service.ts'
import { ProviderController } from './provider.controller.ts'
import { ProviderService } from './provider.service.ts'
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
  controllers: [
    AuthController,
    RecoveryController,
    ProviderController,
    AccountController,
    LeavingController,
    TokensController,
  ],
  providers: [
    AccountsRepository,
    AccountsService,
    AccountTies,
    AdminAccountService,
    ClosingService,
    CredentialsService,
    ExportService,
    IdentitiesRepository,
    IdentitiesService,
    LinksRepository,
    MailedLinks,
    PasswordChange,
    PasswordResetService,
    PasswordStrategy,
    ProfileService,
    ProviderService,
    SessionsRepository,
    SessionsService,
    TokensService,
    VerificationService,
    { provide: Authenticator, useClass: RequestAuthenticator },
  ],
  exports: [AccountsService, AdminAccountService, AccountTies, Authenticator, TokensService],
})
export class AccountsModule {}

import { Body, Controller, HttpCode, Post } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  type ConfirmedEmail,
  confirmedEmailSchema,
  confirmEmailSchema,
  requestPasswordResetSchema,
  resetPasswordSchema,
} from '@grantry/contract'
import type { z } from 'zod'
import { ApiAnswer, LimitGuesses, Public } from '../../platform/http/index.ts'
import { PasswordResetService } from './password-reset.service.ts'
import { VerificationService } from './verification.service.ts'

/** For people who hold a link of a mail, or want one. Nobody need be signed in. */
@Public()
@ApiTags('accounts')
@Controller('v1/auth')
export class RecoveryController {
  constructor(
    private readonly resets: PasswordResetService,
    private readonly verification: VerificationService,
  ) {}

  @LimitGuesses()
  @Post('password-reset')
  @ApiOperation({
    summary: 'Mails a link to set a new password',
    description: 'The same answer whether there is such an account or not.',
  })
  @HttpCode(202)
  requestReset(
    @Body({ schema: requestPasswordResetSchema }) input: z.infer<typeof requestPasswordResetSchema>,
  ): Promise<void> {
    return this.resets.request(input.email)
  }

  @LimitGuesses()
  @Post('password-reset/finish')
  @ApiOperation({ summary: 'Sets a new password with the secret of a mailed link' })
  @HttpCode(204)
  finishReset(@Body({ schema: resetPasswordSchema }) input: z.infer<typeof resetPasswordSchema>): Promise<void> {
    return this.resets.finish(input)
  }

  @LimitGuesses()
  @Post('confirm-email')
  @ApiOperation({ summary: 'Confirms an address with the secret of a mailed link' })
  @HttpCode(200)
  @ApiAnswer(confirmedEmailSchema)
  async confirmEmail(
    @Body({ schema: confirmEmailSchema }) { secret }: z.infer<typeof confirmEmailSchema>,
  ): Promise<ConfirmedEmail> {
    return { email: await this.verification.confirm(secret) }
  }
}

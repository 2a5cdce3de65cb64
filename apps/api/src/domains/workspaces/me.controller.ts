import { Controller, Get } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { type Me, meSchema } from '@grantry/contract'
import {
  AllowLimitedToken,
  AllowToken,
  ApiAnswer,
  createCsrfToken,
  CurrentPrincipal,
  isLimited,
  type Principal,
} from '../../platform/http/index.ts'
import { AccountsService } from '../accounts/index.ts'
import { PublishersService } from '../publishers/index.ts'
import { WorkspacesService } from './workspaces.service.ts'

const MANY = 100

/** Who the caller is and where they belong: the last of the three domains that know is this one. */
@ApiTags('accounts')
@Controller('v1/me')
export class MeController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly publishers: PublishersService,
    private readonly workspaces: WorkspacesService,
  ) {}

  @AllowToken('any')
  @AllowLimitedToken()
  @Get()
  @ApiOperation({
    summary: 'Answers who you are and where you belong',
    description: 'A token that is limited to one workspace is told of no other, and of no publisher.',
  })
  @ApiAnswer(meSchema)
  async get(@CurrentPrincipal() principal: Principal): Promise<Me> {
    const { userId, means } = principal
    const [user, publishers, workspaces] = await Promise.all([
      this.accounts.get(userId),
      isLimited(principal) ? [] : this.publishers.listOf(userId),
      this.workspaces.list(principal, { limit: MANY }),
    ])
    return {
      user,
      token: means.kind === 'token' ? await this.accounts.getToken(means.tokenId) : null,
      csrfToken: means.kind === 'session' ? createCsrfToken(means.csrfSecret) : null,
      publishers,
      workspaces: workspaces.items.map(({ id, slug, name, role }) => ({ id, slug, name, role })),
    }
  }
}

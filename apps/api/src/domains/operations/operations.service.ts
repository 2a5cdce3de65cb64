import { Injectable } from '@nestjs/common'
import type { CallableOperation } from '@grantry/contract'
import type { Stages } from '@grantry/runtime'
import type { Principal } from '../../platform/http/index.ts'
import { LiveInstallsService } from '../grants/index.ts'
import { toOperationViews } from '../catalog/index.ts'
import { type WorkspaceAccess, WorkspacesService } from '../workspaces/index.ts'
import { CoreRegistry } from './core-registry.ts'
import { ExtensionCallsService } from './extension-calls.service.ts'
import type { FuelShares } from './fuel-shares.ts'
import { beginChain } from './invocation.ts'
import { OperationFinder } from './operation-finder.ts'
import { parseInput } from './parse-input.ts'

export interface OperationAnswer {
  /** JSON text. */
  output: string
  /** Null for an operation of the platform. */
  used: { fuel: bigint; memoryPages: number; stages: Stages; shares: FuelShares } | null
}

/** Calls by people, whatever they use. Lookup order: core, then extension, then `Unknown method`. */
@Injectable()
export class OperationsService {
  constructor(
    private readonly registry: CoreRegistry,
    private readonly finder: OperationFinder,
    private readonly installs: LiveInstallsService,
    private readonly extensions: ExtensionCallsService,
    private readonly workspaces: WorkspacesService,
  ) {}

  async call(workspace: string, principal: Principal, method: string, input: unknown): Promise<OperationAnswer> {
    const access = await this.workspaces.require(workspace, principal, 'viewer')
    const core = this.registry.find(method)
    if (core !== null) {
      this.workspaces.requireRole(access, core.role)
      const { workspaceId, userId } = access
      const call = { workspaceId, reach: 'everything' as const, userId, invocation: null }
      const output = await core.run(call, parseInput(core.input, input))
      return { output: JSON.stringify(output), used: null }
    }
    const name = this.finder.parse(method)
    const called = await this.finder.getOfExtension(access.workspaceId, method, name, 'workspace')
    this.workspaces.requireRole(access, called.role)
    const { install, operation } = called
    const of = { installId: install.id, extension: install.extension, method: called.name }
    const answer = await this.extensions.call(beginChain(access, of), install, operation, { input })
    const { output, fuelConsumed, memoryPages, stages, shares } = answer
    return { output, used: { fuel: fuelConsumed, memoryPages, stages, shares } }
  }

  /** Everything that can be called in the workspace now. */
  async list(access: WorkspaceAccess): Promise<CallableOperation[]> {
    const installs = await this.installs.list(access.workspaceId)
    return [
      ...this.registry.describe(),
      ...installs.flatMap(({ manifest, extension }) =>
        toOperationViews(manifest).map((view): CallableOperation => ({
          ...view,
          source: 'extension',
          extension,
          permission: null,
        })),
      ),
    ]
  }
}

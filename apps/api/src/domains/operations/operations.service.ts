import { Injectable } from '@nestjs/common'
import {
  type CallableOperation,
  extensionOperationName,
  type OperationDeclaration,
  type OperationType,
  parseWireName,
  type WireName,
  type WorkspaceRole,
} from '@grantry/contract'
import type { Stages } from '@grantry/runtime'
import { type LiveInstall, LiveInstallsService } from '../grants/index.ts'
import { toOperationViews } from '../catalog/index.ts'
import { type WorkspaceAccess, WorkspacesService } from '../workspaces/index.ts'
import { CoreRegistry } from './core-registry.ts'
import { ExtensionCallsService } from './extension-calls.service.ts'
import { nearestName } from './nearest-name.ts'
import { operationsErrors } from './operations.errors.ts'
import { parseInput } from './parse-input.ts'

export interface OperationAnswer {
  /** JSON text. */
  output: string
  /** Null for an operation of the platform. */
  used: { fuel: bigint; memoryPages: number; stages: Stages } | null
}

/** What a person needs to call an extension's operation. */
const ROLE: Record<OperationType, WorkspaceRole> = { query: 'viewer', action: 'member' }

/** Calls by people, whatever they use. Lookup order: core, then extension, then `Unknown method`. */
@Injectable()
export class OperationsService {
  constructor(
    private readonly registry: CoreRegistry,
    private readonly installs: LiveInstallsService,
    private readonly extensions: ExtensionCallsService,
    private readonly workspaces: WorkspacesService,
  ) {}

  async call(workspace: string, userId: string, method: string, input: unknown): Promise<OperationAnswer> {
    const access = await this.workspaces.require(workspace, userId, 'viewer')
    const core = this.registry.find(method)
    if (core !== null) {
      const { workspaceId } = await this.workspaces.require(workspace, userId, core.role)
      const call = { workspaceId, reach: 'everything' as const, userId, invocation: null }
      const output = await core.run(call, parseInput(core.input, input))
      return { output: JSON.stringify(output), used: null }
    }
    const { install, operation } = await this.findOperation(access, method)
    await this.workspaces.require(workspace, userId, ROLE[operation.type])
    const { output, fuelConsumed, memoryPages, stages } = await this.extensions.call(access, install, operation, input)
    return { output, used: { fuel: fuelConsumed, memoryPages, stages } }
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

  private async findOperation(
    access: WorkspaceAccess,
    method: string,
  ): Promise<{ install: LiveInstall; operation: OperationDeclaration }> {
    const name = parseWireName(method)
    if (name === null || name.kind === 'core')
      throw operationsErrors.unknownMethod(method, nearestName(method, this.registry.names()))
    const install = await this.installs.getByExtension(access.workspaceId, name.extension)
    const operation = install.manifest.operations.find((candidate) => answersTo(candidate, name))
    if (operation === undefined) throw operationsErrors.unknownMethod(method, nearestName(method, namesOf(install)))
    return { install, operation }
  }
}

const answersTo = (operation: OperationDeclaration, name: Exclude<WireName, { kind: 'core' }>): boolean =>
  operation.name === name.name && (name.kind === 'alias' || operation.type === name.type)

const namesOf = ({ extension, manifest }: LiveInstall): string[] =>
  manifest.operations.map(({ type, name }) => extensionOperationName(type, extension, name))

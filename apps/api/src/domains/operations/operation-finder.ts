import { Injectable } from '@nestjs/common'
import {
  extensionOperationName,
  type OperationDeclaration,
  type OperationType,
  parseWireName,
  qualifiedName,
  type WireName,
  type WorkspaceRole,
} from '@grantry/contract'
import { DomainError } from '../../kernel/domain-error.ts'
import { type LiveInstall, LiveInstallsService } from '../grants/index.ts'
import { CoreRegistry } from './core-registry.ts'
import { nearestName } from './nearest-name.ts'
import { operationsErrors } from './operations.errors.ts'

const ROLE: Record<OperationType, WorkspaceRole> = { query: 'viewer', action: 'member' }

export type ExtensionMethod = Exclude<WireName, { kind: 'core' }>

/** An operation of an install, by its full wire name. */
export interface ExtensionOperation {
  install: LiveInstall
  operation: OperationDeclaration
  name: string
  /** What a person needs to call it. */
  role: WorkspaceRole
}

/** Who a hint may be given by: a person may know every name of the workspace, a guest those it was allowed to ask for. */
export type HintsFrom = 'workspace' | 'install'

/** Looks methods up: core, then extension, then `Unknown method`, with a hint when another name was probably meant. */
@Injectable()
export class OperationFinder {
  constructor(
    private readonly registry: CoreRegistry,
    private readonly installs: LiveInstallsService,
  ) {}

  /** A name that an extension's operation can have. @throws DomainError `unknown_method` */
  parse(method: string): ExtensionMethod {
    const name = parseWireName(method)
    if (name !== null && name.kind !== 'core') return name
    throw operationsErrors.unknownMethod(method, nearestName(method, this.registry.names()))
  }

  /** @throws DomainError `not_installed`, why the install does not run, or `unknown_method` */
  async getOfExtension(
    workspaceId: string,
    method: string,
    name: ExtensionMethod,
    hintsFrom: HintsFrom,
  ): Promise<ExtensionOperation> {
    const install = await this.getInstall(workspaceId, method, name, hintsFrom)
    const operation = install.manifest.operations.find((candidate) => answersTo(candidate, name))
    if (operation === undefined) throw operationsErrors.unknownMethod(method, nearestName(method, namesOf(install)))
    const { type } = operation
    return {
      install,
      operation,
      name: extensionOperationName(type, install.extension, operation.name),
      role: ROLE[type],
    }
  }

  private async getInstall(
    workspaceId: string,
    method: string,
    { extension }: ExtensionMethod,
    hintsFrom: HintsFrom,
  ): Promise<LiveInstall> {
    try {
      return await this.installs.getByExtension(workspaceId, extension)
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'not_installed')) throw error
      const names = hintsFrom === 'workspace' ? await this.namesIn(workspaceId) : []
      throw operationsErrors.unknownExtension(method, extension, nearestName(method, names))
    }
  }

  private async namesIn(workspaceId: string): Promise<string[]> {
    const installs = await this.installs.list(workspaceId)
    return [...this.registry.names(), ...installs.flatMap(namesOf)]
  }
}

const answersTo = (operation: OperationDeclaration, name: ExtensionMethod): boolean =>
  operation.name === name.name && (name.kind === 'alias' || operation.type === name.type)

/** In full, and for short. */
const namesOf = ({ extension, manifest }: LiveInstall): string[] =>
  manifest.operations.flatMap(({ type, name }) => [
    extensionOperationName(type, extension, name),
    qualifiedName(extension, name),
  ])

import { Injectable, type OnModuleInit } from '@nestjs/common'
import type { Tx } from '../../platform/database/index.ts'
import { type AccountTie, AccountTies } from '../accounts/index.ts'
import { WorkspacesRepository } from './workspaces.repository.ts'

/** Nobody leaves others without an owner, or data without anybody. */
@Injectable()
export class WorkspacesTie implements AccountTie, OnModuleInit {
  readonly name = 'workspaces'

  constructor(
    private readonly repository: WorkspacesRepository,
    private readonly ties: AccountTies,
  ) {}

  onModuleInit(): void {
    this.ties.register(this)
  }

  async findReasons(tx: Tx, userId: string): Promise<string[]> {
    const workspaces = await this.repository.listSolelyOwned(tx, userId)
    return workspaces.flatMap(({ name, members, installs, entries }) => {
      if (members > 1) return [`Make somebody else an owner of the workspace “${name}”, or remove its other members.`]
      if (installs > 0) return [`Uninstall the extensions of the workspace “${name}”.`]
      return entries > 0 ? [`Delete the workspace “${name}”, which has files.`] : []
    })
  }

  async exportOf(userId: string): Promise<unknown> {
    const memberships = await this.repository.listAllOf(userId)
    return memberships.map(({ workspace, role, createdAt }) => ({
      id: workspace.id,
      slug: workspace.slug,
      name: workspace.name,
      role,
      since: createdAt.toISOString(),
    }))
  }

  release(tx: Tx, userId: string): Promise<void> {
    return this.repository.removeMemberEverywhere(tx, userId)
  }
}

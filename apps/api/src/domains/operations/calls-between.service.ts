import { Injectable } from '@nestjs/common'
import { extensionOperationName, qualifiedName } from '@grantry/contract'
import type { AccessRequest, Loan } from '@grantry/runtime'
import { ChainGate, covers, type Frame } from './chain-gate.ts'
import { ExtensionCallsService } from './extension-calls.service.ts'
import { chainOf, continueChain, type Invocation, MAX_CHAIN } from './invocation.ts'
import { type ExtensionMethod, type ExtensionOperation, OperationFinder } from './operation-finder.ts'
import { operationsErrors } from './operations.errors.ts'

const PERMISSION = 'extensions.call'

/**
 * Calls of one extension by another: on the caller's account, for the same person, under a right whose scope names the
 * operation. A chain never comes back to an extension that is in it, and has an end.
 */
@Injectable()
export class CallsBetweenService {
  constructor(
    private readonly gate: ChainGate,
    private readonly finder: OperationFinder,
    private readonly extensions: ExtensionCallsService,
  ) {}

  /** The answer as JSON text. @throws DomainError */
  async call(caller: Invocation, method: string, input: unknown, loan: Loan): Promise<string> {
    const name = this.finder.parse(method)
    const frames = await this.gate.enter(caller)
    const asked = await this.requireRight(frames, name)
    const called = await this.finder.getOfExtension(caller.workspaceId, method, name, 'install')
    // What was asked for by its alias may turn out to be of the other type.
    if (called.name !== asked) await this.gate.require(frames, PERMISSION, async () => requestOf(called.name))
    await this.gate.requireRole(caller, called.role)
    requireEnd(chainOf(caller), called)
    const { install, operation } = called
    const of = { installId: install.id, extension: install.extension, method: called.name }
    const { output } = await this.extensions.call(continueChain(caller, of), install, operation, { input, loan })
    return output
  }

  /** Before anything is looked up: what there is, is not for those to find out who may not call it. */
  private async requireRight(frames: readonly Frame[], name: ExtensionMethod): Promise<string> {
    const meant = fullNamesOf(name)
    const asked = meant.find((operation) => covers(frames, requestOf(operation))) ?? meant[0]
    await this.gate.require(frames, PERMISSION, async () => requestOf(asked))
    return asked
  }
}

interface Called {
  install: Pick<ExtensionOperation['install'], 'id' | 'extension'>
  operation: Pick<ExtensionOperation['operation'], 'name'>
}

const requestOf = (operation: string): AccessRequest => ({ permission: PERMISSION, target: { operation } })

/** What a name may stand for. */
function fullNamesOf(called: ExtensionMethod): [string, ...string[]] {
  const { extension, name } = called
  if (called.kind === 'extension') return [extensionOperationName(called.type, extension, name)]
  return [extensionOperationName('query', extension, name), extensionOperationName('action', extension, name)]
}

/** @throws DomainError `call_cycle`, `call_depth_exceeded` */
export function requireEnd(chain: readonly Invocation[], { install, operation }: Called): void {
  const path = [...chain.map(({ method }) => method), qualifiedName(install.extension, operation.name)].join(' → ')
  if (chain.some(({ installId }) => installId === install.id)) throw operationsErrors.callCycle(install.extension, path)
  if (chain.length >= MAX_CHAIN) throw operationsErrors.callDepthExceeded(MAX_CHAIN, path)
}

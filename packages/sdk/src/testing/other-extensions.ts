import { extensionOperationName, parseWireName, type WireName } from '@grantry/contract'
import type { FakeOperation } from './entry-operations.ts'
import type { TestGrants } from './grants.ts'
import { Refusal } from './refusal.ts'

const PERMISSION = 'extensions.call'

/** Calls of other extensions, refused for the same reasons as on the platform and in the same order. */
export class OtherExtensions {
  readonly #operations: ReadonlyMap<string, FakeOperation>
  readonly #grants: TestGrants

  constructor(operations: Readonly<Record<string, FakeOperation>>, grants: TestGrants) {
    this.#operations = new Map(Object.entries(operations))
    this.#grants = grants
  }

  /** Throws a refusal: `unknown_method`, `permission_denied` or `not_installed`. */
  get(method: string): FakeOperation {
    const name = parseWireName(method)
    if (name === null || name.kind === 'core') throw unknownMethod(method)
    const meant = fullNamesOf(name)
    const asked = this.#requireRight(meant)
    const found = [...meant, method].find((candidate) => this.#operations.has(candidate))
    if (found === undefined)
      throw this.#isInstalled(name.extension) ? unknownMethod(method) : notInstalled(method, name)
    // What was asked for by its alias may turn out to be of the other type.
    if (found !== asked && found !== method) this.#grants.require(PERMISSION, { operation: found })
    return this.#operations.get(found)!
  }

  /** Before anything is looked up: what there is, is not for those to find out who may not call it. */
  #requireRight(meant: readonly [string, ...string[]]): string {
    const asked = meant.find((operation) => this.#grants.covers(PERMISSION, { operation })) ?? meant[0]
    this.#grants.require(PERMISSION, { operation: asked })
    return asked
  }

  #isInstalled(extension: string): boolean {
    const names = [...this.#operations.keys()].map(parseWireName)
    return names.some((name) => name !== null && name.kind !== 'core' && name.extension === extension)
  }
}

type ExtensionMethod = Exclude<WireName, { kind: 'core' }>

/** What a name may stand for. */
function fullNamesOf(called: ExtensionMethod): [string, ...string[]] {
  const { extension, name } = called
  if (called.kind === 'extension') return [extensionOperationName(called.type, extension, name)]
  return [extensionOperationName('query', extension, name), extensionOperationName('action', extension, name)]
}

const unknownMethod = (method: string) => new Refusal('unknown_method', `Unknown method: ${method}`)
const notInstalled = (method: string, { extension }: ExtensionMethod) =>
  new Refusal('not_installed', `Unknown method: ${method}. ${extension} is not installed in this workspace`)

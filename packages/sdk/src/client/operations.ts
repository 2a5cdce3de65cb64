import type { FUEL_HEADER, MEMORY_HEADER } from '@grantry/contract'
import type { AnswerName, Answers } from './answers.ts'
import { path } from './path.ts'
import type { Transport } from './transport.ts'

/** The contract's own values, typed by it: importing them would bring its schemas into every page. */
const FUEL: typeof FUEL_HEADER = 'x-fuel-consumed'
const MEMORY: typeof MEMORY_HEADER = 'x-memory-pages'

export interface OperationAnswer<T = unknown> {
  output: T
  /** Units of fuel; null for a platform operation, which uses none. */
  fuel: number | null
  /** Pages of 64 KiB; null for a platform operation. */
  memoryPages: number | null
}

/** Operations that can be called in a workspace, of the platform and of its installs. */
export const operationsResource = ({ json, answer }: Transport) => {
  const callAs = async <N extends AnswerName>(
    workspace: string,
    method: string,
    input: unknown,
    name: N,
  ): Promise<OperationAnswer<Answers[N]>> => {
    const target = path`/v1/workspaces/${workspace}/operations/${method}`
    const { body, headers } = await answer({ method: 'POST', path: target, body: input ?? null }, name)
    return { output: body, fuel: count(headers, FUEL), memoryPages: count(headers, MEMORY) }
  }
  return {
    list: (workspace: string) =>
      json({ method: 'GET', path: path`/v1/workspaces/${workspace}/operations` }, 'CallableOperationList'),
    /** `method` is a wire name or an alias `ext:name`. A guest that traps or exceeds a limit fails with 422. */
    call: (workspace: string, method: string, input: unknown) => callAs(workspace, method, input, 'Json'),
    /** The same, for an output whose shape is known. */
    callAs,
  }
}

function count(headers: Headers, name: string): number | null {
  const text = headers.get(name)
  return text === null || !/^\d+$/.test(text) ? null : Number(text)
}

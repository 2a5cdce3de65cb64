import { callableOperationListSchema, FUEL_HEADER, MEMORY_HEADER } from '@grantry/contract'
import { z } from 'zod'
import { path } from './path.ts'
import type { Transport } from './transport.ts'

export interface OperationAnswer<T = unknown> {
  output: T
  /** Units of fuel; null for a platform operation, which uses none. */
  fuel: number | null
  /** Pages of 64 KiB; null for a platform operation. */
  memoryPages: number | null
}

/** Operations that can be called in a workspace, of the platform and of its installs. */
export const operationsResource = ({ json, answer }: Transport) => {
  const callAs = async <T>(
    workspace: string,
    method: string,
    input: unknown,
    schema: z.ZodType<T>,
  ): Promise<OperationAnswer<T>> => {
    const target = path`/v1/workspaces/${workspace}/operations/${method}`
    const { body, headers } = await answer({ method: 'POST', path: target, body: input ?? null }, schema)
    return { output: body, fuel: count(headers, FUEL_HEADER), memoryPages: count(headers, MEMORY_HEADER) }
  }
  return {
    list: (workspace: string) =>
      json({ method: 'GET', path: path`/v1/workspaces/${workspace}/operations` }, callableOperationListSchema),
    /** `method` is a wire name or an alias `ext:name`. A guest that traps or exceeds a limit fails with 422. */
    call: (workspace: string, method: string, input: unknown) => callAs(workspace, method, input, jsonValue),
    /** The same, for an output whose shape is known. */
    callAs,
  }
}

/** Any JSON; an answer that is none is refused, as everywhere. */
const jsonValue = z.unknown().refine((value) => value !== undefined, 'Not JSON')

function count(headers: Headers, name: string): number | null {
  const text = headers.get(name)
  return text === null || !/^\d+$/.test(text) ? null : Number(text)
}

import { Injectable } from '@nestjs/common'
import { type CallableOperation, coreOperationName } from '@grantry/contract'
import { z } from 'zod'
import { EntriesService } from '../entries/index.ts'
import type { CoreOperation } from './core-operation.ts'
import { entriesOperations } from './entries.operations.ts'
import { pingOperations } from './ping.operations.ts'

/** Every operation of the platform by its full wire name: the same for HTTP, CLI and guests. */
@Injectable()
export class CoreRegistry {
  private readonly operations: ReadonlyMap<string, CoreOperation>
  private readonly aliases: ReadonlyMap<string, CoreOperation>

  constructor(entries: EntriesService) {
    const all = [...pingOperations(), ...entriesOperations(entries)]
    this.operations = new Map(all.map((operation) => [coreOperationName(operation.type, operation.name), operation]))
    this.aliases = new Map(all.map((operation) => [operation.name, operation]))
  }

  /** By wire name, or by the alias, which is the name alone: `entries.get`. */
  find(method: string): CoreOperation | null {
    return this.operations.get(method) ?? this.aliases.get(method) ?? null
  }

  names(): string[] {
    return [...this.operations.keys()]
  }

  describe(): CallableOperation[] {
    return [...this.operations].map(([name, operation]) => ({
      name,
      alias: operation.name,
      type: operation.type,
      title: operation.title,
      description: operation.description,
      input: jsonSchemaOf(operation.input, 'input'),
      output: jsonSchemaOf(operation.output, 'output'),
      source: 'core',
      extension: null,
      permission: operation.demand.kind === 'none' ? null : operation.demand.permission,
    }))
  }
}

const jsonSchemaOf = (schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' })
  return rest
}

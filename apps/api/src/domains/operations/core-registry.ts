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
  private readonly operations = new Map<string, CoreOperation>()
  private readonly aliases = new Map<string, CoreOperation>()

  constructor(entries: EntriesService) {
    this.register([...pingOperations(), ...entriesOperations(entries)])
  }

  /** Adds operations; called by the domains above this one while they start. @throws Error for a name that is taken */
  register(operations: readonly CoreOperation[]): void {
    for (const operation of operations) {
      const name = coreOperationName(operation.type, operation.name)
      if (this.aliases.has(operation.name)) throw new Error(`There is a platform operation ${operation.name} already`)
      this.operations.set(name, operation)
      this.aliases.set(operation.name, operation)
    }
  }

  /** By wire name, or by the alias, which is the name alone: `entries.get`. */
  find(method: string): CoreOperation | null {
    return this.operations.get(method) ?? this.aliases.get(method) ?? null
  }

  /** In full, and for short. */
  names(): string[] {
    return [...this.operations.keys(), ...this.aliases.keys()]
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

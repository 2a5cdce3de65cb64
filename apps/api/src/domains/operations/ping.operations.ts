import { z } from 'zod'
import { type CoreOperation, coreOperation } from './core-operation.ts'

/** The smallest operation there is: shows that a call arrives and its answer comes back. */
export const pingOperations = (): CoreOperation[] => [
  coreOperation({
    name: 'test.ping',
    type: 'query',
    title: 'Ping',
    description: 'Answers with the message it was given.',
    input: z.strictObject({ message: z.string().max(1_048_576), count: z.int().optional() }),
    output: z.object({ echo: z.string(), count: z.int(), extension_works: z.literal(true) }),
    role: 'viewer',
    demand: { kind: 'none' },
    run: async (_call, { message, count }) => ({
      echo: `Pong: ${message}`,
      count: count ?? 1,
      extension_works: true as const,
    }),
  }),
]

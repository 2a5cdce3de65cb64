import { type CallableOperation, problemSchema } from '@grantry/contract'
import { z } from 'zod'

export interface OpenApiDocument {
  openapi: '3.1.0'
  paths: Record<string, unknown>
  [member: string]: unknown
}

/**
 * OpenAPI 3.1 of what can be called in one workspace now: an address of its own for each operation, with the schemas
 * that calls are held against. Tags are the extensions.
 */
export function describeWorkspace(
  workspace: { id: string; slug: string },
  operations: readonly CallableOperation[],
): OpenApiDocument {
  return {
    openapi: '3.1.0',
    info: {
      title: `Operations of ${workspace.slug}`,
      description: 'What can be called in this workspace now, as its installs are. It changes with every install.',
      version: '1',
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }, { session: [] }],
    tags: [...new Set(operations.map(tagOf))].map((name) => ({ name })),
    paths: Object.fromEntries(
      operations.map((operation) => [pathOf(workspace.id, operation), { post: describe(operation) }]),
    ),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'grantry_session' },
      },
      schemas: { Problem: problemJsonSchema() },
    },
  }
}

const tagOf = ({ extension }: CallableOperation): string => extension ?? 'platform'

const pathOf = (workspaceId: string, { name }: CallableOperation): string =>
  `/v1/workspaces/${workspaceId}/operations/${encodeURIComponent(name)}`

function describe(operation: CallableOperation) {
  const { name, alias, type, title, description, input, output } = operation
  const names = `\`${name}\`, for short \`${alias}\`. ${type === 'query' ? 'Reads only.' : 'Changes something.'}`
  return {
    operationId: name,
    tags: [tagOf(operation)],
    summary: title ?? alias,
    description: description === null ? names : `${description}\n\n${names}`,
    requestBody: { required: false, content: { 'application/json': { schema: input ?? {} } } },
    responses: {
      200: { description: 'The answer', content: { 'application/json': { schema: output ?? {} } } },
      default: {
        description: 'What was wrong, with a stable code',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

function problemJsonSchema(): object {
  const { $schema: _, ...schema } = z.toJSONSchema(problemSchema, { unrepresentable: 'any', reused: 'inline' })
  return schema
}

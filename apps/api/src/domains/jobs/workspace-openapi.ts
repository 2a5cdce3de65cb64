import { type CallableOperation, jobSchema, type JobType, problemSchema } from '@grantry/contract'
import { z } from 'zod'

export interface OpenApiDocument {
  openapi: '3.1.0'
  paths: Record<string, unknown>
  [member: string]: unknown
}

/**
 * OpenAPI 3.1 of what can be called in one workspace now: an address of its own for each operation, with the schemas
 * that calls are held against, and the one address where jobs begin, with what each of them takes. Tags are the
 * extensions.
 */
export function describeWorkspace(
  workspace: { id: string; slug: string },
  operations: readonly CallableOperation[],
  jobTypes: readonly JobType[],
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
    tags: [...new Set([...operations, ...jobTypes].map(tagOf))].map((name) => ({ name })),
    paths: {
      ...Object.fromEntries(
        operations.map((operation) => [pathOf(workspace.id, operation), { post: describeOperation(operation) }]),
      ),
      ...(jobTypes.length > 0 && { [`/v1/workspaces/${workspace.id}/jobs`]: { post: describeJobs(jobTypes) } }),
    },
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'grantry_session' },
      },
      schemas: { Problem: jsonSchemaOf(problemSchema), Job: jsonSchemaOf(jobSchema) },
    },
  }
}

const tagOf = ({ extension }: Pick<CallableOperation, 'extension'>): string => extension ?? 'platform'

const pathOf = (workspaceId: string, { name }: CallableOperation): string =>
  `/v1/workspaces/${workspaceId}/operations/${encodeURIComponent(name)}`

function describeOperation(operation: CallableOperation) {
  const { name, alias, type, title, description, input, output } = operation
  const names = `\`${name}\`, for short \`${alias}\`. ${type === 'query' ? 'Reads only.' : 'Changes something.'}`
  return {
    operationId: name,
    tags: [tagOf(operation)],
    summary: title ?? alias,
    description: description === null ? names : `${description}\n\n${names}`,
    requestBody: { required: false, content: jsonContent(input ?? {}) },
    responses: { 200: { description: 'The answer', content: jsonContent(output ?? {}) }, default: PROBLEM },
  }
}

/** Jobs begin at one address; `jobType` says which of these bodies is meant. */
const describeJobs = (jobTypes: readonly JobType[]) => ({
  operationId: 'jobs.dispatch',
  tags: [...new Set(jobTypes.map(tagOf))],
  summary: 'Start a job',
  description: `One of ${jobTypes.map(({ jobType }) => `\`${jobType}\``).join(', ')}.`,
  requestBody: { required: true, content: jsonContent({ oneOf: jobTypes.map(jobBody) }) },
  responses: {
    201: { description: 'The job, which waits or runs', content: jsonContent({ $ref: '#/components/schemas/Job' }) },
    default: PROBLEM,
  },
})

const jobBody = ({ jobType, title, description, params }: JobType) => ({
  title: title ?? jobType,
  ...(description !== null && { description }),
  type: 'object',
  properties: { jobType: { const: jobType }, params: params ?? {} },
  required: ['jobType'],
  additionalProperties: false,
})

const jsonContent = (schema: object) => ({ 'application/json': { schema } })

const PROBLEM = {
  description: 'What was wrong, with a stable code',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

function jsonSchemaOf(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { unrepresentable: 'any', reused: 'inline' })
  return rest
}

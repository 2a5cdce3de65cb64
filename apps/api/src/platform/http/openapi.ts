import { applyDecorators } from '@nestjs/common'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { ApiDefaultResponse, ApiResponse, DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger'
import { problemSchema } from '@grantry/contract'
import type { z } from 'zod'
import { ADMIN_EXTENSION, SECURITY_SCHEMES } from './access.decorators.ts'
import { API_DESCRIPTION, API_TAGS } from './openapi.text.ts'

/** The answer of a route. The problem document that it sends instead is said here, too, so that its schema has a name. */
export const ApiAnswer = (schema: z.ZodType, options: { status?: number; description?: string } = {}) =>
  applyDecorators(
    ApiResponse({ status: options.status ?? 200, description: options.description ?? 'Done', standardSchema: schema }),
    ApiDefaultResponse({ description: 'What was wrong, with a stable code', standardSchema: problemSchema }),
  )

/** An answer that is no JSON: a file, a picture, a page. */
export const ApiFile = (mediaType: string, description: string) =>
  ApiResponse({ status: 200, description, content: { [mediaType]: { schema: { type: 'string' } } } })

/** The page of Swagger UI styles itself inline; its scripts are files like everybody's. */
const PAGE_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"

/** Serves OpenAPI at `/v1/openapi.json` and its page at `/docs`. */
export function serveOpenApi(app: NestFastifyApplication, version: string): void {
  const document = completed(SwaggerModule.createDocument(app, described(version)))
  SwaggerModule.setup('docs', app, document, { jsonDocumentUrl: 'v1/openapi.json', customSiteTitle: 'Grantry API' })
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', async ({ url }, reply) => {
      if (/^\/docs(?:[/?]|$)/.test(url)) void reply.header('content-security-policy', PAGE_POLICY)
    })
}

function described(version: string): Omit<OpenAPIObject, 'paths'> {
  const { token, session, csrf } = SECURITY_SCHEMES
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Grantry')
    .setDescription(API_DESCRIPTION)
    .setVersion(version)
    .addBearerAuth({ type: 'http', bearerFormat: 'grantry_pat_…', description: 'A token with the scope named' }, token)
    .addCookieAuth('grantry_session', { type: 'apiKey', description: 'The session of a browser' }, session)
    .addApiKey({ type: 'apiKey', in: 'header', name: 'x-csrf-token', description: 'With a session alone' }, csrf)
    .addSecurityRequirements(session)
  for (const [name, description] of Object.entries(API_TAGS)) builder.addTag(name, description)
  return builder.build()
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>

const CHANGING: ReadonlySet<string> = new Set(['post', 'put', 'patch', 'delete'])
const FAILURE = {
  description: 'What was wrong, with a stable code',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

/** Says of every operation what holds for all of its kind, so that no route has to. */
function completed(document: OpenAPIObject): OpenAPIObject {
  for (const item of Object.values(document.paths)) {
    for (const [method, operation] of Object.entries(item as Record<string, Operation>)) {
      nameWildcard(operation)
      operation.responses['default'] = FAILURE
      for (const answer of Object.values(operation.responses))
        if (answer !== undefined && 'description' in answer) answer.description ||= 'Done'
      const security = operation.security ?? document.security ?? []
      operation.description = [operation.description, ...whoMayCall(operation, security)].filter(Boolean).join(' ')
      operation.security = CHANGING.has(method) ? security.map(withCsrfToken) : security
    }
  }
  return document
}

type Security = NonNullable<Operation['security']>

/** In words as well: pages that show the document leave the scopes of tokens out. */
function whoMayCall(operation: Operation, security: Security): string[] {
  const { session, token } = SECURITY_SCHEMES
  const admins = ADMIN_EXTENSION in operation ? ['For admins of the server.'] : []
  if (!security.some((means) => session in means)) return admins
  const scopes = security.find((means) => token in means)?.[token]
  if (scopes === undefined) return [...admins, 'No token will do.']
  return [...admins, scopes[0] === undefined ? 'Any token will do.' : `A token needs the scope \`${scopes[0]}\`.`]
}

const withCsrfToken = (requirement: Record<string, string[]>): Record<string, string[]> =>
  SECURITY_SCHEMES.session in requirement ? { ...requirement, [SECURITY_SCHEMES.csrf]: [] } : requirement

/** The rest of a path is `*` to the router and `{path}` to the document, which must name it the same in both places. */
function nameWildcard({ parameters = [] }: Operation): void {
  for (const parameter of parameters) if ('name' in parameter && parameter.name === '*') parameter.name = 'path'
}

import { applyDecorators } from '@nestjs/common'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { ApiDefaultResponse, ApiResponse, DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger'
import { problemSchema } from '@grantry/contract'
import type { z } from 'zod'

/** The answer of a route, and the problem document it sends instead when it fails. */
export const ApiAnswer = (schema: z.ZodType, options: { status?: number; description?: string } = {}) =>
  applyDecorators(
    ApiResponse({ status: options.status ?? 200, description: options.description ?? 'Done', standardSchema: schema }),
    ApiDefaultResponse({ description: 'What was wrong, with a stable code', standardSchema: problemSchema }),
  )

/** The page of Swagger UI styles itself inline; its scripts are files like everybody's. */
const PAGE_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"

/** Serves OpenAPI at `/v1/openapi.json` and its page at `/docs`. */
export function serveOpenApi(app: NestFastifyApplication, version: string): void {
  const document = nameWildcards(
    SwaggerModule.createDocument(
      app,
      new DocumentBuilder()
        .setOpenAPIVersion('3.1.0')
        .setTitle('Grantry')
        .setDescription(
          'Publish, review, install and call WebAssembly extensions. Failures are `application/problem+json` with a stable `code`.',
        )
        .setVersion(version)
        .addBearerAuth()
        .addCookieAuth('grantry_session')
        .build(),
    ),
  )
  SwaggerModule.setup('docs', app, document, { jsonDocumentUrl: 'v1/openapi.json', customSiteTitle: 'Grantry API' })
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', async ({ url }, reply) => {
      if (/^\/docs(?:[/?]|$)/.test(url)) void reply.header('content-security-policy', PAGE_POLICY)
    })
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>

/** The rest of a path is `*` to the router and `{path}` to the document, which must name it the same in both places. */
function nameWildcards(document: OpenAPIObject): OpenAPIObject {
  for (const item of Object.values(document.paths)) {
    for (const { parameters = [] } of Object.values(item as Record<string, Operation>)) {
      for (const parameter of parameters) if ('name' in parameter && parameter.name === '*') parameter.name = 'path'
    }
  }
  return document
}

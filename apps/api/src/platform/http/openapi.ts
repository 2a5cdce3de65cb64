import { applyDecorators, type INestApplication } from '@nestjs/common'
import { ApiDefaultResponse, ApiResponse, DocumentBuilder, SwaggerModule } from '@nestjs/swagger'
import { problemSchema } from '@grantry/contract'
import type { z } from 'zod'

/** The answer of a route, and the problem document it sends instead when it fails. */
export const ApiAnswer = (schema: z.ZodType, options: { status?: number; description?: string } = {}) =>
  applyDecorators(
    ApiResponse({ status: options.status ?? 200, description: options.description ?? 'Done', standardSchema: schema }),
    ApiDefaultResponse({ description: 'What was wrong, with a stable code', standardSchema: problemSchema }),
  )

/** Serves OpenAPI at `/v1/openapi.json` and its page at `/docs`. */
export function serveOpenApi(app: INestApplication, version: string): void {
  const document = SwaggerModule.createDocument(
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
  )
  SwaggerModule.setup('docs', app, document, { jsonDocumentUrl: 'v1/openapi.json', customSiteTitle: 'Grantry API' })
}

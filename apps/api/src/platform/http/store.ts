import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { DomainError } from '../../kernel/domain-error.ts'
import { toProblem } from './problem.filter.ts'

/** Addresses of programs: what is not found there is a problem document, never a page. */
const PROGRAM_PREFIXES = ['/v1/', '/docs/', '/schemas/', '/assets/']

/** Serves the built web store at `/`. Its routes live in the browser, so every other address gets the same document. */
export async function serveStore(app: NestFastifyApplication, webRoot: string): Promise<void> {
  const page = await readFile(join(webRoot, 'index.html'))
  // Names below assets/ carry a hash of their content; everything else is revalidated.
  await app.register(fastifyStatic, {
    root: webRoot,
    wildcard: false,
    index: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      void reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  app
    .getHttpAdapter()
    .getInstance()
    .get('/*', async (request, reply) => {
      if (PROGRAM_PREFIXES.some((prefix) => request.url.startsWith(prefix))) {
        const problem = toProblem(
          new DomainError('not_found', 'no_such_route', 'There is nothing at this address.'),
          request,
        )
        return reply.status(404).header('content-type', 'application/problem+json').send(JSON.stringify(problem))
      }
      return reply.header('content-type', 'text/html; charset=utf-8').header('cache-control', 'no-cache').send(page)
    })
}

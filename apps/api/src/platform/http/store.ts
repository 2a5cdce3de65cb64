import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import fastifyStatic from '@fastify/static'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import type { FastifyRequest } from 'fastify'
import { DomainError } from '../../kernel/domain-error.ts'
import type { PageDocument } from './page-document.ts'
import { PageDrawer } from './page-drawer.ts'
import { toProblem } from './problem.filter.ts'
import { SiteAddress } from './site-address.ts'
import { type StorePage, StorePages } from './store-pages.ts'

/** Addresses of programs: what is not found there is a problem document, never a page. */
const PROGRAM_PREFIXES = ['/v1/', '/docs/', '/schemas/', '/assets/']

/**
 * Serves the built web store at `/`. Its routes live in the browser, so every other address gets the same document, with
 * a head that says what is at this address.
 */
export async function serveStore(app: NestFastifyApplication, webRoot: string, document: PageDocument): Promise<void> {
  // Names below assets/ carry a hash of their content; everything else is revalidated.
  await app.register(fastifyStatic, {
    root: webRoot,
    wildcard: false,
    index: false,
    cacheControl: false,
    preCompressed: true,
    setHeaders: (reply, path) => {
      void reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  const pages = app.get(StorePages)
  const site = app.get(SiteAddress)
  const drawer = await PageDrawer.read(webRoot)
  const htmlOf = async (page: StorePage, address: string, { headers, log }: FastifyRequest): Promise<string> => {
    const asked = { address, acceptLanguage: headers['accept-language'] ?? '' }
    const drawn = await drawer.draw(page, asked).catch((error: unknown) => {
      // The browser can draw it too.
      log.error(error)
      return null
    })
    return document.render(page, drawn, site.origin)
  }
  app
    .getHttpAdapter()
    .getInstance()
    .get('/*', async (request, reply) => {
      const address = addressOf(request.url)
      if (address === null || PROGRAM_PREFIXES.some((prefix) => request.url.startsWith(prefix))) {
        const problem = toProblem(
          new DomainError('not_found', 'no_such_route', 'There is nothing at this address.'),
          request,
        )
        return reply.status(404).header('content-type', 'application/problem+json').send(JSON.stringify(problem))
      }
      const { pathname, search, searchParams } = address
      const { status, html } = await pages.describe(pathname, searchParams).then(
        async (page) => ({ status: page.status, html: await htmlOf(page, pathname + search, request) }),
        (error: unknown) => {
          // The page itself can say what is wrong, better than an error could.
          request.log.error(error)
          return { status: 503, html: document.template }
        },
      )
      const { encoding, bytes } = await compressed(request, html)
      if (encoding !== null) void reply.header('content-encoding', encoding)
      return reply
        .status(status)
        .header('content-type', 'text/html; charset=utf-8')
        .header('cache-control', 'no-cache')
        .header('vary', 'accept-encoding, accept-language')
        .send(bytes)
    })
}

/** Null for what is no address of a page: with two slashes at its beginning it would be that of another host. */
const addressOf = (url: string): URL | null => (url.startsWith('//') ? null : URL.parse(url, 'http://page.invalid'))

const brotli = promisify(brotliCompress)
const gzipped = promisify(gzip)
/** Quick ones: a page is made anew for every visit. */
const BROTLI = {
  params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT },
}

/** Nothing in a page is secret, so its length may tell what is in it. */
async function compressed(request: FastifyRequest, html: string): Promise<{ encoding: string | null; bytes: Buffer }> {
  const accepted = request.headers['accept-encoding'] ?? ''
  const plain = Buffer.from(html)
  if (/\bbr\b/.test(accepted)) return { encoding: 'br', bytes: await brotli(plain, BROTLI) }
  if (/\bgzip\b/.test(accepted)) return { encoding: 'gzip', bytes: await gzipped(plain) }
  return { encoding: null, bytes: plain }
}

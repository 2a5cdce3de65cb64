import { expect, it } from 'vitest'
import { ROUTES } from '../../test/routes.ts'
import { readPages } from './documents.ts'

/** What is served beside the API that the OpenAPI document describes. */
const BESIDE_THE_API = [
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
  'GET /robots.txt',
  'GET /sitemap.xml',
  'GET /docs',
]
const OPENAPI = 'GET /v1/openapi.json'
/** The emulator of Stripe has an API of its own: Stripe's. */
const OF_STRIPE = 'packages/stripe-emulator/'

it('names routes that the server has', async () => {
  const known = [...ROUTES.map(({ name }) => name), ...BESIDE_THE_API, OPENAPI].map(patternOf)
  const isKnown = (route: string) => known.some((pattern) => pattern.test(route))
  for (const { path, text } of await readPages()) {
    if (path.startsWith(OF_STRIPE)) continue
    const named = [...text.matchAll(/`(GET|POST|PUT|PATCH|DELETE) (\/[^\s`?]*)/g)].map(
      ([, method, at]) => `${method} ${at}`,
    )
    expect(
      named.filter((route) => !isKnown(route)),
      path,
    ).toEqual([])
  }
})

/** `GET /v1/extensions/{id}` also as `GET /v1/extensions/:id` or with an id in it. */
const patternOf = (route: string): RegExp =>
  new RegExp(
    `^${route
      .replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`)
      .replaceAll(/\{path\}/g, '.+')
      .replaceAll(/\{\w+\}/g, '[^/]+')}$`,
  )

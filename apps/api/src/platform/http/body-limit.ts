import { RouteConfig } from '@nestjs/platform-fastify'
import type { FastifyInstance } from 'fastify'

/** The largest JSON body, unless a route says otherwise. Archives are streamed and have limits of their own. */
export const BODY_LIMIT_BYTES = 1024 * 1024

/** The largest JSON body of one route. */
export const BodyLimit = (bodyLimitBytes: number) => RouteConfig({ bodyLimitBytes })

/** Carries the limits of routes over to the reader of bodies; before any route is made. */
export function limitBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    const { bodyLimitBytes } = (route.config ?? {}) as { bodyLimitBytes?: number }
    if (bodyLimitBytes !== undefined) route.bodyLimit = bodyLimitBytes
  })
}

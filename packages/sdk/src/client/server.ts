import { z } from 'zod'
import type { Transport } from './transport.ts'

const serverInfoSchema = z.object({ name: z.string(), version: z.string(), mode: z.string() })
export type ServerInfo = z.infer<typeof serverInfoSchema>

/** What the server says of itself to everybody. */
export const serverResource = ({ json }: Transport) => ({
  info: () => json({ method: 'GET', path: '/v1/server' }, serverInfoSchema),
})

import type { Transport } from './transport.ts'

/** What the server says of itself to everybody. */
export const serverResource = ({ json }: Transport) => ({
  info: () => json({ method: 'GET', path: '/v1/server' }, 'ServerInfo'),
})

/** How the server fares, for its admins. Pages load it when they need it: `api.with(adminServerResource)`. */
export const adminServerResource = ({ json }: Transport) => ({
  status: () => json({ method: 'GET', path: '/v1/admin/server' }, 'ServerStatus'),
})

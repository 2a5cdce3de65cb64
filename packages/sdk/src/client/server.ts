import type { Transport } from './transport.ts'

/** What the server says of itself to everybody. */
export const serverResource = ({ json }: Transport) => ({
  info: () => json({ method: 'GET', path: '/v1/server' }, 'ServerInfo'),
})

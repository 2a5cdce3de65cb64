import type { Stages } from '@grantry/runtime'

/** Where the time of a call went, as the header `server-timing` tells it. */
export const toServerTiming = ({ queueMs, loadMs, runMs, hostMs }: Stages): string =>
  Object.entries({ queue: queueMs, load: loadMs, run: runMs, host: hostMs })
    .map(([stage, ms]) => `${stage};dur=${ms.toFixed(3)}`)
    .join(', ')

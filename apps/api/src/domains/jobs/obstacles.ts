import { JOB_LIMITS, type JobReason } from '@grantry/contract'

/** Why a job that could run waits. */
export type Obstacle = 'extension_busy' | 'servers_busy' | 'no_server'

const MESSAGES: Record<Obstacle, string> = {
  extension_busy: `Its extension runs ${JOB_LIMITS.runningPerInstall} jobs of its generation already. It begins when one of them ends.`,
  servers_busy: 'The servers have no free place. It begins when a job of another ends.',
  no_server: 'No server runs jobs at the moment. It begins when one does.',
}

export const obstacleReason = (obstacle: Obstacle): JobReason => ({ code: obstacle, message: MESSAGES[obstacle] })

import type { Schedule } from '@grantry/contract'
import type { Client } from '../client/index.ts'
import { notFound, usageError } from './cli.errors.ts'
import { allItems } from './pages.ts'

/** The schedule with this id or, when only one has it, this name. Throws not_found, or a usage error for many. */
export async function getSchedule(client: Client, workspace: string, named: string): Promise<Schedule> {
  const schedules = await Array.fromAsync(allItems((page) => client.schedules.list(workspace, page)))
  const found = schedules.filter(({ id, name }) => id === named || name === named)
  const [schedule, ...others] = found
  if (schedule === undefined)
    throw notFound(`There is no schedule ${named} in ${workspace}`, 'Run grantry schedules list')
  if (others.length > 0)
    throw usageError(
      `${found.length} schedules are called ${named}`,
      `Give an id: ${found.map(({ id }) => id).join(', ')}`,
    )
  return schedule
}

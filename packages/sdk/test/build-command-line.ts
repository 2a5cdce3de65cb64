import { build } from 'rolldown'
import config from '../rolldown.config.ts'

/** Tests of the command line and of the build run what is built: from these sources, not from earlier ones. */
export default async function setup(): Promise<void> {
  await build(config)
}

import { coreCodeOf, guestOf } from '../../fixtures/guests.ts'
import type { GuestSource } from '../../src/index.ts'
import { ALLOCATORS } from './allocators.ts'
import type { Attack } from './attack.ts'
import { CALLS } from './calls.ts'
import { CLOCKS } from './clocks.ts'
import { HOST_CALLS } from './host-calls.ts'
import { LOOPS } from './loops.ts'
import { MEMORIES } from './memories.ts'
import { REPLIES } from './replies.ts'
import { STRUCTURES } from './structures.ts'

/** All hostile guests, by what they attack with. The proof tries them, and the benchmarks measure them. */
export const FAMILIES = {
  loops: LOOPS,
  calls: CALLS,
  memories: MEMORIES,
  structures: STRUCTURES,
  allocators: ALLOCATORS,
  replies: REPLIES,
  'host calls': HOST_CALLS,
  clocks: CLOCKS,
} as const satisfies Record<string, readonly Attack[]>

export const hostileGuest = ({ fields }: Attack): GuestSource => guestOf(coreCodeOf(fields), ['attack'])

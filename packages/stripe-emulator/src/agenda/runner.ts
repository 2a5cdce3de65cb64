import type { Stripe } from 'stripe'

import type { World } from '../state/world.ts'
import { type TaskHandler, taskHandlers } from './task-handlers.ts'
import type { Task, TaskName } from './task.ts'

/** Does what is due by the emulator's clock, in order. Answers how many things that were. */
export function runDue(world: World): number {
  let count = 0
  for (let task = nextTask(world, null, world.now()); task; task = nextTask(world, null, world.now())) {
    runTask(world, task)
    count++
  }
  return count
}

/** Moves the emulator's clock ahead, and does what becomes due on the way, each thing at its time. */
export function advanceClock(world: World, seconds: number): void {
  const target = world.now() + seconds
  for (let task = nextTask(world, null, target); task; task = nextTask(world, null, target)) {
    world.store.offsetMs += Math.max(0, task.at - world.now()) * 1000
    runTask(world, task)
  }
  world.store.offsetMs += (target - world.now()) * 1000
}

/** The same for what lives by a test clock. */
export function advanceTestClock(world: World, clock: Stripe.TestHelpers.TestClock, target: number): void {
  for (let task = nextTask(world, clock.id, target); task; task = nextTask(world, clock.id, target)) {
    world.change('test_clock', clock, { frozen_time: Math.max(clock.frozen_time, task.at) })
    runTask(world, task)
  }
  world.change('test_clock', clock, { frozen_time: target, status: 'ready', status_details: {} })
  world.emit('test_helpers.test_clock.ready', clock)
}

function nextTask(world: World, testClock: string | null, until: number): Task | undefined {
  return world.store
    .list('task')
    .filter((task) => task.test_clock === testClock && task.at <= until)
    .reduce<Task | undefined>((first, task) => (first && first.at <= task.at ? first : task), undefined)
}

function runTask(world: World, task: Task): void {
  const scope = world.store.scopeOf('task', task.id) ?? world.scope
  world.store.remove('task', task.id)
  handlers[task.name](world.as(scope), task.subject)
}

/** Finishing a test clock runs the agenda itself. */
const handlers: Readonly<Record<TaskName, TaskHandler>> = {
  ...taskHandlers,
  'test_clock.finish': (world, id) => {
    const clock = world.get('test_clock', id)
    advanceTestClock(world, clock, clock.status_details.advancing?.target_frozen_time ?? clock.frozen_time)
  },
}

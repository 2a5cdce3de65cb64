import { DAY, type World } from './world.ts'

/** How long Stripe tells of events, in days. */
const EVENT_DAYS = 30

/** Forgets what Stripe forgets too: events and their deliveries after a month, answers to idempotency keys after a day. */
export function forgetOld(world: World): void {
  const oldest = world.now() - EVENT_DAYS * DAY
  const { store } = world
  for (const event of store.list('event')) {
    if (event.created < oldest) store.remove('event', event.id)
  }
  for (const delivery of store.list('delivery')) {
    if (store.scopeOf('event', delivery.event) === undefined) store.remove('delivery', delivery.id)
  }
  for (const answer of store.list('stored_answer')) {
    if (answer.created < world.now() - DAY) store.remove('stored_answer', answer.id)
  }
}

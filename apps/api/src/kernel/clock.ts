/** The time, injected wherever a rule depends on it, so that tests can set it. */
export abstract class Clock {
  abstract now(): Date
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date()
  }
}

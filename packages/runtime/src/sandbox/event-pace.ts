/**
 * How fast a run may tell things. Events of a run (progress, notes, tallies, log lines) need no answer, so that nothing
 * would slow down a guest that does nothing else but tell. The supervisor therefore gives back the room that events
 * took, at intervals; a slice of the run begins when there is room again.
 */

/** Bytes of events that may be under way when a slice begins. */
export const EVENT_WINDOW_BYTES = 64 * 1024
/** The supervisor gives room back this often: together, some 10,000 events a second of one run. */
export const EVENT_PACE_MS = 100
/** A run whose slices are short says so at this interval, and otherwise only together with something else. */
export const SIGN_MS = 100

/** Bytes that an event counts: its text and the same again for an empty one. */
export const eventBytes = (text = ''): number => 64 + Buffer.byteLength(text)

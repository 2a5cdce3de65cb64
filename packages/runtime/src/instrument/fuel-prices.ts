/**
 * Prices that depend on how much an instruction moves; those of the instructions themselves are in the opcode table.
 * The whole list and its reasons: docs/fuel.md.
 */

/** Taken at the start of every function, before anything in it runs. */
export const FUEL_PER_ENTRY = 1

/** How many values a call, a branch or a function's new locals move for one unit. */
const VALUES_PER_UNIT = 8

/** How many bytes `memory.fill`, `memory.copy` and `memory.init` move for one unit: those of an `i64.store`. */
export const BYTES_PER_UNIT = 8

/** Of each table element that is filled, copied, initialised or added. */
export const FUEL_PER_ELEMENT = 16

/** Of each page that `memory.grow` adds: what filling it would cost. */
export const FUEL_PER_PAGE = 65_536 / BYTES_PER_UNIT

/** How many units code may take, on any way through a function, before it looks whether any are left. */
export const MOST_UNCHECKED_FUEL = 1_000

/** Functions that take no more altogether, and call nothing, do not look at all: their callers do. */
export const MOST_LIGHT_FUEL = 100

/** What a caller takes for its callee at most. */
export const MOST_TOLL = 1_000

/** The surcharge for moving `count` values. */
export const fuelForValues = (count: number): number => Math.floor(count / VALUES_PER_UNIT)

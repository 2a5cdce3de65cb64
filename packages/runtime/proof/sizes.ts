/**
 * How much the suites of this folder do, and what makes their random choices. `npm test` runs them small; `npm run
 * proof` sets PROOF_SCALE to 1, the full size, and a fraction of it runs that fraction. PROOF_SEED replays a run.
 */

const scale = process.env['PROOF_SCALE'] === undefined ? null : Number(process.env['PROOF_SCALE'])
if (scale !== null && !(scale > 0)) throw new RangeError(`PROOF_SCALE is ${process.env['PROOF_SCALE']}, not above 0`)

/** Whether this is `npm run proof`: the suites then also print figures, on which nothing is asserted. */
export const isProof = scale !== null

/** The count for this run: `test` under `npm test`, and in the proof as much of `proof` as is asked for. */
export const countOf = (counts: { test: number; proof: number }): number =>
  scale === null ? counts.test : Math.max(1, Math.round(counts.proof * scale))

/** How long a suite may take, in milliseconds: an hour in the proof, and little enough under `npm test` to be told of. */
export const PATIENCE_MS = isProof ? 3_600_000 : 300_000

/** A whole number below 2³². Everything random in a run follows from it. */
export const SEED = Number(process.env['PROOF_SEED'] ?? 20_261_121) >>> 0

/** What to add to the message of a failure, so that whoever reads it can have it again. */
export const replayWith = (seed: number = SEED): string => `PROOF_SEED=${seed}`

/** Numbers from 0 up to but not including 1, the same for the same seed: the generator SplitMix32. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
}

/** One of these items. */
export const pick = <T>(random: () => number, items: readonly T[]): T => items[Math.floor(random() * items.length)]!

/** A line of figures, in the proof alone. */
export function printFigures(line: string): void {
  if (isProof) process.stdout.write(`    ${line}\n`)
}

/** Random choices that can be had again, as in the proofs of the runtime: `PROOF_SEED` replays a run. */
export { pick, randomFrom, replayWith, SEED } from '../../../packages/runtime/proof/sizes.ts'

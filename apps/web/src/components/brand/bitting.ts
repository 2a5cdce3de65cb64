/**
 * The bitting of a key: depths of its cuts, derived from a text, so that the same text always has the same key. It is
 * a mark to recognise, never a proof: the digest beside it is.
 */
export function bitting(text: string, cuts: number, depths: number): number[] {
  let state = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193)
  }
  return Array.from({ length: cuts }, () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d)
    state = Math.imul(state ^ (state >>> 12), 0x297a2d39)
    state ^= state >>> 15
    return (state >>> 0) % depths
  })
}

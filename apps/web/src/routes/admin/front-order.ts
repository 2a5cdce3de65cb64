/** The order after one of it has moved by so many places: up when negative. */
export function moved<Id>(order: readonly Id[], id: Id, places: number): Id[] {
  const from = order.indexOf(id)
  if (from === -1) return [...order]
  return order.toSpliced(from, 1).toSpliced(Math.max(0, from + places), 0, id)
}

/** The order with one put back to where it stood before: behind the nearest of those it followed that is still there. */
export function putBack<Id>(order: readonly Id[], id: Id, before: readonly Id[]): Id[] {
  const others = order.filter((other) => other !== id)
  const leader = before.slice(0, Math.max(0, before.indexOf(id))).findLast((other) => others.includes(other))
  return others.toSpliced(leader === undefined ? 0 : others.indexOf(leader) + 1, 0, id)
}

/** What a metered price says: so much for each started block of so many units. */
export interface MeteredPrice {
  unitAmountMinor: bigint
  perUnits: bigint
}

/** Units that a cap pays for. A block that is begun is paid in full, so the last one must fit in whole. */
export const allowedUnits = (capMinor: bigint, { unitAmountMinor, perUnits }: MeteredPrice): bigint =>
  unitAmountMinor <= 0n ? 0n : (capMinor / unitAmountMinor) * perUnits

export const blocksOf = (units: bigint, { perUnits }: Pick<MeteredPrice, 'perUnits'>): bigint =>
  (units + perUnits - 1n) / perUnits

export const costOf = (units: bigint, price: MeteredPrice): bigint => blocksOf(units, price) * price.unitAmountMinor

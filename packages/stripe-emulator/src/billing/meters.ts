import type { World } from '../state/world.ts'

/**
 * What a customer used of a meter from one moment until before another: the sum, the number or the last of the values,
 * as the meter says.
 */
export function usageBetween(
  world: World,
  meterId: string,
  customer: string,
  period: { readonly start: number; readonly end: number },
): number {
  const meter = world.get('meter', meterId)
  const values = world.store
    .list('meter_event', world.scope)
    .filter(
      (event) =>
        event.event_name === meter.event_name &&
        event.payload[meter.customer_mapping.event_payload_key] === customer &&
        event.timestamp >= period.start &&
        event.timestamp < period.end,
    )
    .sort((one, other) => one.timestamp - other.timestamp)
    .map((event) => Number(event.payload[meter.value_settings.event_payload_key] ?? 0))
  switch (meter.default_aggregation.formula) {
    case 'count':
      return values.length
    case 'last':
      return values.at(-1) ?? 0
    case 'sum':
    default:
      return values.reduce((sum, value) => sum + value, 0)
  }
}

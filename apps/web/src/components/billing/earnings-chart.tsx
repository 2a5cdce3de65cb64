import type { Currency, EarningsDay } from '@grantry/contract'
import { useMemo } from 'react'
import { formatDay, plural } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { BarChart } from '../ui/bar-chart.tsx'

const SHOWN_DAYS = 30
const DAY_MS = 86_400_000

/** What was earned each day, one chart for each currency: currencies are never added up. */
export function EarningsChart({ days }: { days: readonly EarningsDay[] }) {
  const currencies = [...new Set(days.map(({ currency }) => currency))]
  if (currencies.length === 0) return <p className="sheet p-4 text-ink-muted">Nothing was sold in the last 30 days.</p>
  return (
    <div className="grid gap-3">
      {currencies.map((currency) => (
        <CurrencyChart key={currency} currency={currency} days={days} />
      ))}
      <DaysTable days={days} />
    </div>
  )
}

function CurrencyChart({ currency, days }: { currency: Currency; days: readonly EarningsDay[] }) {
  const bars = useMemo(() => {
    const earned = new Map(
      days.filter((day) => day.currency === currency).map((day) => [day.day, day.earned.amountMinor]),
    )
    return lastDays(Date.now()).map((day) => ({ day, value: earned.get(day) ?? 0 }))
  }, [currency, days])
  const format = useMemo(() => (value: number) => formatMoney({ amountMinor: Math.round(value), currency }), [currency])
  return <BarChart title={`Earned a day, ${currency.toUpperCase()}`} bars={bars} format={format} />
}

/** The 30 days up to today, in UTC. */
const lastDays = (nowMs: number): string[] =>
  Array.from({ length: SHOWN_DAYS }, (_, index) =>
    new Date(nowMs - (SHOWN_DAYS - 1 - index) * DAY_MS).toISOString().slice(0, 10),
  )

const DaysTable = ({ days }: { days: readonly EarningsDay[] }) => (
  <details className="min-w-0">
    <summary className="w-fit rounded-xs text-sm font-medium text-accent-text">
      As a table ({plural(days.length, 'line')})
    </summary>
    <div className="sheet mt-2 overflow-x-auto">
      <table className="w-full text-sm tabular-nums">
        <thead>
          <tr className="text-left text-ink-muted [&>th]:px-4 [&>th]:py-2 [&>th]:font-medium">
            <th scope="col">Day</th>
            <th scope="col">Sales</th>
            <th scope="col">Paid by buyers</th>
            <th scope="col">Earned</th>
            <th scope="col">Taken back</th>
          </tr>
        </thead>
        <tbody>
          {days.map(({ day, currency, sales, gross, earned, takenBack }) => (
            <tr key={`${day} ${currency}`} className="border-t border-line [&>*]:px-4 [&>*]:py-1.5">
              <th scope="row" className="text-left font-normal whitespace-nowrap">
                {formatDay(day)}
              </th>
              <td>{sales}</td>
              <td>{formatMoney(gross)}</td>
              <td>{formatMoney(earned)}</td>
              <td>{formatMoney(takenBack)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </details>
)

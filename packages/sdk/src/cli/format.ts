const UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB']

/** `512 B`, `12.3 KiB`, `4.0 MiB`. */
export function formatBytes(sizeBytes: number): string {
  if (sizeBytes < 1024) return `${sizeBytes} B`
  const unit = Math.min(Math.floor(Math.log2(sizeBytes) / 10), UNITS.length)
  return `${(sizeBytes / 1024 ** unit).toFixed(1)} ${UNITS[unit - 1]}`
}

/** `1 file`, `3 files`. */
export const count = (amount: number, noun: string): string => `${amount} ${noun}${amount === 1 ? '' : 's'}`

/** Columns of plain text under their headings; every row has as many cells as there are headings. */
export function formatTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => (row[column] ?? '').length)),
  )
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [headings.map((heading) => heading.toUpperCase()), ...rows].map(line).join('\n')
}

/** `2026-01-02 03:04:05`, in UTC. */
export const formatInstant = (instant: string): string => instant.slice(0, 19).replace('T', ' ')

/** `0 s`, `59 s`, `1 min 5 s`, `2 h 3 min`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** `1,234,567` of a whole number in text, however large. */
export const formatWhole = (text: string): string => BigInt(text).toLocaleString('en')

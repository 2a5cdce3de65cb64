/** One table of the report. */
export interface Section {
  readonly title: string
  /** What was measured, in a sentence or two for people who did not write it. */
  readonly about: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** How much of everything a bench does; the smallest size only shows that it runs. */
export interface Size {
  readonly rounds: number
  readonly warmUpMs: number
  /** In how many processes what depends on the process is measured; odd. */
  readonly processes: number
  readonly calls: number
}

/** A measured value beside the value it should not exceed. */
export const atMost = (value: number, target: number): string => (value <= target ? '✓' : '✗')
export const atLeast = (value: number, target: number): string => (value >= target ? '✓' : '✗')

/** The section as text in columns. */
export function toText({ title, columns, rows }: Section): string {
  const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')}`.trimEnd()
  return [title, line(columns), ...rows.map(line)].join('\n')
}

/** The section as Markdown. */
export function toMarkdown({ title, about, columns, rows }: Section): string {
  const widths = columns.map((column, index) =>
    Math.max(3, column.length, ...rows.map((row) => row[index]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [`## ${title}`, '', about, '', line(columns), rule, ...rows.map(line), ''].join('\n')
}

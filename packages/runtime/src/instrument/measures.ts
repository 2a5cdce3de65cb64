/** What an operand counts: bytes to move, table elements, or pages to add. */
export type Measure = 'bytes' | 'elements' | 'pages'

/** The instructions that are charged by an operand as well, which only they can know. */
export const MEASURES: readonly { readonly instruction: string; readonly measure: Measure }[] = [
  { instruction: 'memory.fill', measure: 'bytes' },
  { instruction: 'memory.copy', measure: 'bytes' },
  { instruction: 'memory.init', measure: 'bytes' },
  { instruction: 'table.fill', measure: 'elements' },
  { instruction: 'table.copy', measure: 'elements' },
  { instruction: 'table.init', measure: 'elements' },
  { instruction: 'table.grow', measure: 'elements' },
  { instruction: 'memory.grow', measure: 'pages' },
]

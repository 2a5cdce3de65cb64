/** `72.5`, `72,5` or `72.5 %` → 7250 basis points. */
export function parsePercent(text: string): number | 'unreadable' {
  const [, whole, fraction = ''] = /^(\d{1,3})(?:[.,](\d{1,2}))?(?:\s*%)?$/.exec(text.trim()) ?? []
  return whole === undefined ? 'unreadable' : Number(whole + fraction.padEnd(2, '0'))
}

/**
 * What stands behind the `?` of an address, as texts alone: the router's own way reads `q=123` as a number, and would write
 * it back as `q=%22123%22`. Of a name that is there twice, the first counts, as on the server.
 */
export function parseAddressSearch(search: string): Record<string, string> {
  const read: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(search)) if (!Object.hasOwn(read, name)) read[name] = value
  return read
}

/** What is undefined is left out. */
export function stringifyAddressSearch(search: Record<string, unknown>): string {
  const said = Object.entries(search).filter(([, value]) => value !== undefined)
  const written = new URLSearchParams(said.map(([name, value]) => [name, String(value)])).toString()
  return written === '' ? '' : `?${written}`
}

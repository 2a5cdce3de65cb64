/** A request path whose variable parts are percent-encoded: path`/v1/publishers/${slug}/members`. */
export const path = (parts: TemplateStringsArray, ...values: readonly string[]): string =>
  parts.reduce((built, part, index) => built + encodeURIComponent(values[index - 1] ?? '') + part)

/** Encodes each segment of a path inside an archive and keeps its slashes. */
export const encodeFilePath = (file: string): string => file.split('/').map(encodeURIComponent).join('/')

export type QueryValue = string | number | undefined

/** `?a=1&b=2` of what is defined, or nothing. */
export function queryString(values: Readonly<Record<string, QueryValue>>): string {
  const given = Object.entries(values).filter((pair): pair is [string, string | number] => pair[1] !== undefined)
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return search === '' ? '' : `?${search}`
}

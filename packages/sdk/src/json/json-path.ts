export type JsonPath = readonly PropertyKey[]

/** `['permissions', 0, 'reason']` as `$.permissions[0].reason`; a key that is no plain word is quoted. */
export const formatJsonPath = (path: JsonPath, root = '$'): string =>
  path.reduce<string>((text, key) => text + (typeof key === 'number' ? `[${key}]` : formatKey(String(key))), root)

const formatKey = (key: string): string =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`

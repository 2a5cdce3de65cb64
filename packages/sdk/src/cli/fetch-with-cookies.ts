/** A `fetch` that keeps cookies for as long as it lives; all requests go to one server. */
export function fetchWithCookies(send: typeof globalThis.fetch): typeof globalThis.fetch {
  const cookies = new Map<string, string>()
  return async (input, init) => {
    const headers = new Headers(init?.headers)
    if (cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await send(input, { ...init, headers })
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s)
      cookies.set(name.trim(), value)
    }
    return response
  }
}

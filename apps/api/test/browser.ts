const MAX_HOPS = 12

/** A browser as far as redirects and cookies go: one jar for each host and port, as these tests run all on one host. */
export class Browser {
  private readonly jars = new Map<string, Map<string, string>>()

  /** Follows redirects from one address until there is none, or one leads to a page of `until`; answers that address. */
  async follow(start: string, until: (url: URL) => boolean): Promise<URL> {
    let url = new URL(start)
    for (let hop = 0; hop < MAX_HOPS && !until(url); hop += 1) {
      const response = await this.get(url)
      const location = response.headers.get('location')
      if (location === null) throw new Error(`${url.href} answered ${response.status}: ${await response.text()}`)
      await response.body?.cancel()
      url = new URL(location, url)
    }
    return url
  }

  async get(url: URL): Promise<Response> {
    const response = await fetch(url, { redirect: 'manual', headers: { cookie: this.cookies(url) } })
    this.keep(url, response.headers.getSetCookie())
    return response
  }

  cookies({ host }: URL): string {
    return [...(this.jars.get(host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** Takes cookies in, such as those of somebody who is signed in. */
  keep({ host }: URL, lines: readonly string[]): void {
    const jar = this.jars.get(host) ?? new Map<string, string>()
    for (const line of lines) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      jar.set(pair.slice(0, at), pair.slice(at + 1))
    }
    this.jars.set(host, jar)
  }
}

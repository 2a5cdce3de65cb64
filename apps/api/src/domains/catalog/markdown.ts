import MarkdownIt from 'markdown-it'
import sanitizeHtml from 'sanitize-html'

const markdown = new MarkdownIt({ html: false, linkify: true, typographer: false })

/** What a README may become. No script, style, form or frame; no image, because pages load nothing from elsewhere. */
const ALLOWED: sanitizeHtml.IOptions = {
  allowedTags: [
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'p',
    'br',
    'hr',
    'blockquote',
    'pre',
    'code',
    'em',
    'strong',
    's',
    'ul',
    'ol',
    'li',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
    'a',
  ],
  allowedAttributes: { a: ['href', 'rel'], ol: ['start'], code: [{ name: 'class', multiple: false, values: [] }] },
  allowedSchemes: ['https', 'http', 'mailto'],
  allowProtocolRelative: false,
  transformTags: {
    // The page has its own h1.
    h1: 'h2',
    a: (tagName, attributes) => ({
      tagName,
      attribs: { href: attributes['href'] ?? '', rel: 'noopener noreferrer nofollow ugc' },
    }),
  },
}

/** Renders a publisher's Markdown to HTML that is safe to show: rendered without raw HTML, then sanitised all the same. */
export const renderMarkdown = (source: string): string => sanitizeHtml(markdown.render(source), ALLOWED)

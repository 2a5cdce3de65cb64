/** What somebody is told by mail. The text and the HTML of it are made from the same words. */
export interface MailDraft {
  /** An e-mail address that was parsed. */
  to: string
  subject: string
  /** In order, each a plain text. */
  paragraphs: string[]
  /** Stands after the paragraphs. */
  action?: { label: string; url: string }
  /** In small print at the end. */
  remark?: string
}

export interface RenderedMail {
  text: string
  html: string
}

export function renderMail({ subject, paragraphs, action, remark }: MailDraft): RenderedMail {
  const lines = [...paragraphs, ...(action ? [`${action.label}:\n${action.url}`] : []), ...(remark ? [remark] : [])]
  const blocks = [
    ...paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`),
    ...(action ? [button(action)] : []),
    ...(remark ? [`<p style="color:#5b6770;font-size:14px">${escapeHtml(remark)}</p>`] : []),
  ]
  return { text: `${lines.join('\n\n')}\n`, html: page(subject, blocks.join('\n')) }
}

/** The address stands below the button as well: some readers show no links. */
const button = ({ label, url }: NonNullable<MailDraft['action']>): string =>
  `<p><a href="${escapeHtml(url)}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#0b6e63;color:#ffffff;text-decoration:none;font-weight:600">${escapeHtml(label)}</a></p>
<p style="color:#5b6770;font-size:14px;overflow-wrap:anywhere">${escapeHtml(url)}</p>`

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif;color:#141b20;background:#ffffff">
<div style="max-width:560px">
${body}
</div>
</body>
</html>
`

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')

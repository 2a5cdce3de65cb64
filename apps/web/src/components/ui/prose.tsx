/** HTML that the server made from a publisher's Markdown and sanitised. Nothing else may be given to this. */
export const Prose = ({ html, label }: { html: string; label: string }) => (
  <article aria-label={label} className="prose" dangerouslySetInnerHTML={{ __html: html }} />
)

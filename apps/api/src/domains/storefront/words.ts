import { type ExtensionSummary, CATEGORIES } from '@grantry/contract'
import { type Markup, markup } from '../../platform/http/index.ts'

export const HOUSE = 'Grantry'
export const PROMISE = 'Extensions that do what you allow, and nothing else.'

/** `developer-tools` → Developer tools. */
export const categoryName = (category: string): string => {
  const words = category.replaceAll('-', ' ')
  return category === 'ai' ? 'AI' : words.charAt(0).toUpperCase() + words.slice(1)
}

/** A category for which the store has a shelf. */
export const shelfOf = (category: string | null): string | null =>
  CATEGORIES.find((known) => known === category) ?? null

/** What search results show of a description: about so many letters, cut between words. */
const SHOWN_LETTERS = 160

export function shortened(text: string): string {
  if (text.length <= SHOWN_LETTERS) return text
  const cut = text.slice(0, SHOWN_LETTERS - 1)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), SHOWN_LETTERS / 2))}…`
}

/** Links to extensions, in the look of the store's cards. */
export const extensionLinks = (extensions: readonly ExtensionSummary[]): Markup => markup`
<h2 class="sr-only">Extensions</h2>
<ul class="grid gap-3 md:grid-cols-2">${extensions.map(
  ({ id, name, description, publisher }) => markup`
  <li><article class="sheet relative flex h-full gap-3.5 p-4"><span class="size-11 shrink-0 rounded-md bg-sunken"></span>
    <div class="flex min-w-0 flex-1 flex-col gap-1">
      <div class="flex flex-wrap items-baseline gap-x-2"><h3 class="text-md font-semibold"><a href="/extensions/${id}">${name}</a></h3>
      <p class="text-sm text-ink-muted">${publisher.name}</p></div>
      <p class="line-clamp-2 text-ink-muted">${description}</p>
    </div></article></li>`,
)}
</ul>`

/** The frame of a page before its scripts have come: the height of the header, and what it is about. */
export const frame = (content: Markup): Markup => markup`
<div class="flex min-h-dvh flex-col">
  <header class="sticky top-0 z-30 border-b border-line bg-canvas"><div class="measure flex h-14 items-center"><a href="/" class="font-semibold">${HOUSE}</a></div></header>
  <main class="flex-1">${content}</main>
</div>`

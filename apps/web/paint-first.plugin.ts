import type { Plugin } from 'vite'

const FIRST_SCRIPT = /\s*<script type="module"[^>]*><\/script>/

/**
 * Puts the first script behind the style, and lets it give way: on a slow line what is painted arrives before what makes
 * it answer. The server has put the words of the page into it.
 */
export const paintFirst = (): Plugin => ({
  name: 'paint-first',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(html) {
      const script = FIRST_SCRIPT.exec(html)?.[0]
      if (script === undefined) throw new Error('index.html has no script of its own')
      const giving = script.trim().replace('crossorigin', 'crossorigin fetchpriority="low"')
      return html.replace(script, '').replace('</head>', () => `  ${giving}\n  </head>`)
    },
  },
})

import { useSyncExternalStore } from 'react'

/** `system` follows the preference of the browser. */
export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** Also read by the script in index.html, before the first paint. */
const KEY = 'grantry.theme'

export function chosenTheme(): Theme {
  const theme = localStorage.getItem(KEY)
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}

export function chooseTheme(theme: Theme): void {
  if (theme === 'system') {
    localStorage.removeItem(KEY)
    delete document.documentElement.dataset.theme
  } else {
    localStorage.setItem(KEY, theme)
    document.documentElement.dataset.theme = theme
  }
}

/** Whoever draws the page for others knows nobody's choice. */
export const useChosenTheme = (): Theme => useSyncExternalStore(subscribeToTheme, chosenTheme, () => 'system')

function subscribeToTheme(changed: () => void): () => void {
  const chosen = new MutationObserver(changed)
  chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  return () => chosen.disconnect()
}

/** The scheme that is in force, for what cannot use light-dark(): a canvas. */
export const useColorScheme = (): 'light' | 'dark' => useSyncExternalStore(subscribeToScheme, currentScheme)

const systemScheme = (): MediaQueryList => matchMedia('(prefers-color-scheme: dark)')

function currentScheme(): 'light' | 'dark' {
  const theme = chosenTheme()
  if (theme !== 'system') return theme
  return systemScheme().matches ? 'dark' : 'light'
}

function subscribeToScheme(changed: () => void): () => void {
  const letGo = subscribeToTheme(changed)
  const system = systemScheme()
  system.addEventListener('change', changed)
  return () => {
    letGo()
    system.removeEventListener('change', changed)
  }
}

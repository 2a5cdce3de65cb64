import { Monitor, Moon, Sun } from 'lucide-react'
import { IconButton } from '../../components/ui/button.tsx'
import { chooseTheme, THEMES, useChosenTheme } from '../../lib/theme.ts'

const ICONS = { system: Monitor, light: Sun, dark: Moon } as const
const NAMES = { system: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' } as const

/** Goes round: as the system, light, dark. */
export function ThemeButton() {
  const theme = useChosenTheme()
  const Icon = ICONS[theme]
  const change = () => chooseTheme(THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system')
  return (
    <IconButton label={NAMES[theme]} onClick={change}>
      <Icon />
    </IconButton>
  )
}

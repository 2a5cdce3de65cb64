import { classes } from '../ui/class-names.ts'
import { bitting } from '../brand/bitting.ts'

const SIZES = { small: 'size-8 rounded-sm', medium: 'size-11 rounded-md', large: 'size-18 rounded-xl' } as const

interface ExtensionIconProps {
  id: string
  url: string | null
  size?: keyof typeof SIZES
}

/** The icon of an extension, or a key cut from its id for one without. Decorative: its name always stands beside it. */
export function ExtensionIcon({ id, url, size = 'medium' }: ExtensionIconProps) {
  const look = classes('shrink-0', SIZES[size])
  if (url !== null) {
    // The one of the page itself is seen at once; those of a list as far as somebody scrolls.
    const loading = size === 'large' ? 'eager' : 'lazy'
    return <img src={url} alt="" loading={loading} className={classes(look, 'bg-sunken object-contain')} />
  }
  const [hue = 0] = bitting(id, 1, 12)
  return (
    <svg viewBox="0 0 44 44" aria-hidden="true" className={look}>
      <rect width="44" height="44" fill={`oklch(0.44 0.065 ${hue * 30})`} />
      <g fill={`oklch(0.93 0.035 ${hue * 30})`}>
        <path
          fillRule="evenodd"
          d="M22 6a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm0 3.2a2.4 2.4 0 1 1 0 4.8 2.4 2.4 0 0 1 0-4.8Z"
        />
        <rect x="19.5" y="19" width="3.5" height="19" />
        {bitting(id, 6, 4).map((depth, index) => (
          <rect key={index} x="23" y={21.5 + index * 2.75} width={1.5 + depth * 1.7} height="2.75" />
        ))}
      </g>
    </svg>
  )
}

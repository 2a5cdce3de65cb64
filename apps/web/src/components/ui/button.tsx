import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'
import { classes } from './class-names.ts'
import { Spinner } from './spinner.tsx'

type Tone = 'primary' | 'plain' | 'quiet' | 'danger'
type Size = 'small' | 'medium' | 'large'

const TONES: Record<Tone, string> = {
  primary: 'bg-accent text-on-accent shadow-control hover:bg-accent-strong',
  plain: 'border border-line-strong/60 bg-surface text-ink shadow-control hover:bg-hover hover:border-line-strong',
  quiet: 'text-ink-muted hover:bg-hover hover:text-ink',
  danger: 'bg-danger text-on-danger shadow-control hover:bg-danger-strong',
}

const SIZES: Record<Size, string> = {
  small: 'h-8 px-2.5 text-sm gap-1.5',
  medium: 'h-9.5 px-3.5 text-base gap-2',
  large: 'h-11 px-5 text-md gap-2',
}

interface Look {
  tone?: Tone
  size?: Size
}

export const buttonClasses = ({ tone = 'plain', size = 'medium' }: Look, more?: string): string =>
  classes(
    'inline-flex shrink-0 items-center justify-center rounded-sm font-medium whitespace-nowrap select-none',
    'transition-colors duration-120 disabled:pointer-events-none disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0',
    TONES[tone],
    SIZES[size],
    more,
  )

type ButtonProps = ComponentProps<'button'> & Look & { pending?: boolean }

/** While `pending` it keeps its width and the focus, says that it is busy, and ignores further presses. */
export function Button({ tone, size, pending = false, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-busy={pending || undefined}
      aria-disabled={pending || undefined}
      onClick={pending ? (event) => event.preventDefault() : onClick}
      className={buttonClasses({ tone, size }, className)}
    >
      {pending && <Spinner />}
      {children}
    </button>
  )
}

/** A navigation that looks like a button. */
export const ButtonLink = createLink(function ButtonAnchor({
  tone,
  size,
  className,
  ...rest
}: ComponentProps<'a'> & Look) {
  return <a {...rest} className={buttonClasses({ tone, size }, className)} />
})

type IconButtonProps = ComponentProps<'button'> & { label: string; pending?: boolean }

/** A button that is only an icon; `label` is its name for everybody else. `pending` is as for `Button`. */
export function IconButton({ label, pending = false, children, className, onClick, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      title={label}
      aria-busy={pending || undefined}
      aria-disabled={pending || undefined}
      onClick={pending ? (event) => event.preventDefault() : onClick}
      className={classes(
        'inline-flex size-9 shrink-0 items-center justify-center rounded-sm text-ink-muted transition-colors duration-120',
        'hover:bg-hover hover:text-ink disabled:opacity-50 [&_svg]:size-4.5',
        className,
      )}
    >
      {pending ? <Spinner /> : children}
    </button>
  )
}

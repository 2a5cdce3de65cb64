import { classes } from './class-names.ts'
import { CopyIcon } from './copy-button.tsx'

/** Text of a machine. It scrolls by itself, so it can take the focus. */
export function CodeBlock({ text, label, className }: { text: string; label: string; className?: string }) {
  return (
    <div className="relative">
      <pre
        tabIndex={0}
        role="region"
        aria-label={label}
        className={classes(
          'overflow-auto rounded-md border border-line bg-sunken p-3.5 pr-11 font-mono text-sm leading-relaxed',
          className,
        )}
      >
        {text}
      </pre>
      <div className="absolute top-1.5 right-1.5">
        <CopyIcon text={text} label={`Copy ${label.toLowerCase()}`} />
      </div>
    </div>
  )
}

import { Upload } from 'lucide-react'
import { useId, useState, type DragEvent } from 'react'
import { buttonClasses } from './button.tsx'
import { classes } from './class-names.ts'

interface DropZoneProps {
  title: string
  hint: string
  /** As of an `accept` attribute. */
  accept: string
  onFile: (file: File) => void
}

/** A file by drag and drop, or by the browser's own chooser, which is what the keyboard uses. */
export function DropZone({ title, hint, accept, onFile }: DropZoneProps) {
  const [over, setOver] = useState(false)
  const id = useId()
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const [file] = event.dataTransfer.files
    if (file) onFile(file)
  }
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={classes(
        'grid justify-items-center gap-3 rounded-lg border-2 border-dashed px-6 py-14 text-center transition-colors duration-120',
        over ? 'border-accent bg-accent-soft' : 'border-line-strong/70 bg-surface',
      )}
    >
      <Upload aria-hidden="true" className="size-8 stroke-[1.5] text-accent-text" />
      <p className="text-lg font-semibold">{title}</p>
      <p className="max-w-md text-ink-muted">{hint}</p>
      <label
        htmlFor={id}
        className={classes(
          buttonClasses({ tone: 'primary' }, 'mt-1 has-focus-visible:outline-2 has-focus-visible:outline-offset-2'),
          'has-focus-visible:outline-focus',
        )}
      >
        Choose a file
        <input
          id={id}
          type="file"
          accept={accept}
          className="sr-only"
          onChange={({ target }) => {
            const [file] = target.files ?? []
            if (file) onFile(file)
            // The same file may be chosen again after it was repaired.
            target.value = ''
          }}
        />
      </label>
    </div>
  )
}

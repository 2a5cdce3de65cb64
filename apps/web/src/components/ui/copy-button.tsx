import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button, IconButton } from './button.tsx'

/** Copies and says so for a moment, in place. */
function useCopied(text: string): [copied: boolean, copy: () => void] {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1_600)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true))
  return [copied, copy]
}

export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, copy] = useCopied(text)
  return (
    <Button size="small" onClick={copy}>
      {copied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
      <span aria-live="polite">{copied ? 'Copied' : label}</span>
    </Button>
  )
}

export function CopyIcon({ text, label }: { text: string; label: string }) {
  const [copied, copy] = useCopied(text)
  return (
    <IconButton label={copied ? 'Copied' : label} onClick={copy} className="size-7 [&_svg]:size-3.5">
      {copied ? <Check /> : <Copy />}
    </IconButton>
  )
}

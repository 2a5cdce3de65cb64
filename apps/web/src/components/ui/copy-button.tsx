import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button, IconButton } from './button.tsx'
import { toastProblem } from './toast.ts'

/** Copies and says so for a moment, in place. */
function useCopied(text: string): [copied: boolean, copy: () => void] {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1_600)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
    } catch {
      // Over plain http there is no clipboard, and a browser may refuse it: neither can be mended here.
      toastProblem('It could not be copied: select it and copy it by hand')
    }
  }
  return [copied, () => void copy()]
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

/** Noted by the script in index.html, which runs before anything else. */
interface EarlyTouches {
  targets: Set<EventTarget | null>
  stop(): void
}

declare global {
  interface Window {
    earlyTouches?: EarlyTouches
  }
}

/** From here on the page answers by itself. */
export function takeEarlyTouches(): readonly (EventTarget | null)[] {
  const { earlyTouches } = window
  earlyTouches?.stop()
  return [...(earlyTouches?.targets ?? [])]
}

/**
 * Does again what somebody did to a page that could be seen but did not answer yet: buttons that were pressed are pressed,
 * fields that were filled in say so. Links and forms need no repetition; they led on by themselves.
 */
export function repeatTouches(targets: readonly (EventTarget | null)[]): void {
  for (const target of targets) {
    if (!(target instanceof Element) || !target.isConnected) continue
    if (target instanceof HTMLSelectElement) target.dispatchEvent(bubbling('change'))
    else if (target instanceof HTMLInputElement) announce(target)
    else target.closest<HTMLButtonElement>('button[type="button"]')?.click()
  }
}

/**
 * The first event makes React take over the part of the page that the field is in. It takes no notice of an event whose
 * field has the value that it saw last, so this one is made to look new.
 */
function announce(field: HTMLInputElement): void {
  const { value } = field
  field.dispatchEvent(bubbling('input'))
  field.value = ''
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, value)
  field.dispatchEvent(bubbling('input'))
}

const bubbling = (type: string): Event => new Event(type, { bubbles: true })

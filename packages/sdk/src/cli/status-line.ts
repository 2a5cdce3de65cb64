/** One line at the bottom of a terminal that is written over and over. */
export interface StatusLine {
  show(text: string): void
  /** Takes it away while something else is written. */
  above(write: () => void): void
  clear(): void
}

const BACK = '\r\u001b[2K'
/** Without wrapping, a line that is too long is cut off at the edge and can still be written over. */
const WRAP_OFF = '\u001b[?7l'
const WRAP_ON = '\u001b[?7h'

/** On standard error; shown only when that is a terminal. */
export function createStatusLine(): StatusLine | null {
  const { stderr } = process
  if (!stderr.isTTY) return null
  let shown = ''
  const draw = () => stderr.write(shown === '' ? BACK : `${BACK}${WRAP_OFF}${shown}${WRAP_ON}`)
  const show = (text: string) => {
    shown = text
    draw()
  }
  return {
    show,
    above: (write) => {
      stderr.write(BACK)
      write()
      draw()
    },
    clear: () => show(''),
  }
}

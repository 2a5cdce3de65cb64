import { Switch as RadixSwitch } from 'radix-ui'

interface SwitchProps {
  id?: string
  checked: boolean
  onCheckedChange: (checked: boolean) => void
  /** A change is on its way: it keeps the focus, says that it is busy, and ignores further presses. */
  pending?: boolean
  'aria-labelledby'?: string
  'aria-describedby'?: string
  'aria-label'?: string
}

/** On or off at once. The knob carries a bar or a ring, so that the state does not rest on colour. */
export const Switch = ({ pending = false, onCheckedChange, ...props }: SwitchProps) => (
  <RadixSwitch.Root
    {...props}
    aria-busy={pending || undefined}
    aria-disabled={pending || undefined}
    onCheckedChange={pending ? undefined : onCheckedChange}
    className="group relative inline-flex h-6 w-10 shrink-0 items-center rounded-full border border-line-strong bg-sunken transition-colors duration-120 aria-disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
  >
    <span
      aria-hidden="true"
      className="absolute left-2 h-2.5 w-0.5 rounded-full bg-on-accent opacity-0 group-data-[state=checked]:opacity-100"
    />
    <RadixSwitch.Thumb className="block size-4 translate-x-1 rounded-full bg-line-strong transition-[translate,background-color] duration-120 data-[state=checked]:translate-x-4.75 data-[state=checked]:bg-on-accent" />
  </RadixSwitch.Root>
)

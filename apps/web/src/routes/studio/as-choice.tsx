import type { PublishAs } from '@grantry/contract'

const CHOICES: { value: PublishAs; title: string; text: string }[] = [
  { value: 'submitted', title: 'Submit for review', text: 'It takes its place in the queue at once.' },
  { value: 'draft', title: 'Keep as a draft', text: 'Only you and your members see it until you submit it.' },
]

/** What is to become of an upload. */
export const AsChoice = ({ value, onChange }: { value: PublishAs; onChange: (as: PublishAs) => void }) => (
  <fieldset className="grid gap-2 sm:grid-cols-2">
    <legend className="mb-2 text-sm font-medium">When it is uploaded</legend>
    {CHOICES.map((choice) => (
      <label
        key={choice.value}
        className="sheet flex cursor-pointer items-start gap-3 p-3.5 has-checked:border-accent has-checked:bg-accent-soft"
      >
        <input
          type="radio"
          name="as"
          value={choice.value}
          checked={choice.value === value}
          onChange={() => onChange(choice.value)}
          className="mt-1 accent-accent"
        />
        <span className="grid gap-0.5">
          <span className="font-medium">{choice.title}</span>
          <span className="text-sm text-ink-muted">{choice.text}</span>
        </span>
      </label>
    ))}
  </fieldset>
)

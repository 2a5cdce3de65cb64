/** Words that reviewers need again and again; each says what was found and what to do about it. */
export const PREPARED_REASONS: readonly { title: string; text: string }[] = [
  {
    title: 'Asks for more than it needs',
    text: 'It asks for more than it needs for what it does. Please narrow the scope of its permissions, or make those optional that only some people need, and submit a new version.',
  },
  {
    title: 'A reason that explains nothing',
    text: 'The reason of at least one permission does not say what it is used for. Please write one sentence that the people who install it understand.',
  },
  {
    title: 'Does not work in the trial run',
    text: 'At least one of its operations failed in the trial run. Please see that each works with the inputs its schema allows, and answers wrong ones with an error.',
  },
  {
    title: 'Description does not match',
    text: 'What it does is not what its name, description or README say. Please make them agree.',
  },
  {
    title: 'README is missing or too short',
    text: 'Please add a README that says what it does, what it needs and how it is used.',
  },
  {
    title: 'Code cannot be followed',
    text: 'Its code is obfuscated, so nobody can see what it does. Please submit a build that can be read, or say where its source is.',
  },
  {
    title: 'Name or icon of somebody else',
    text: 'Its name or icon belongs to somebody else, or can be taken for theirs. Please choose your own.',
  },
]

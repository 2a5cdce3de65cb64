import type { ComponentProps, FormEvent } from 'react'

/** Texts of a form's named controls. */
export type FormTexts<Name extends string> = Record<Name, string>

interface FormProps<Name extends string> extends Omit<ComponentProps<'form'>, 'onSubmit'> {
  names: readonly Name[]
  onSubmit: (texts: FormTexts<Name>) => void
}

/**
 * A form whose controls hold their own values until it is sent. The server judges the input and says what is wrong with
 * each field, so that there is one set of rules.
 */
export function Form<Name extends string>({ names, onSubmit, ...rest }: FormProps<Name>) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const texts = names.map((name): [Name, string] => {
      const value = data.get(name)
      return [name, typeof value === 'string' ? value : '']
    })
    onSubmit(Object.fromEntries(texts) as FormTexts<Name>)
  }
  return <form {...rest} noValidate onSubmit={submit} />
}

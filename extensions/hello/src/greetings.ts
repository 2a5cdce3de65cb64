/** How each language puts a greeting around a name. */
export const GREETINGS = {
  ar: 'مرحبًا {name}!',
  de: 'Hallo, {name}!',
  en: 'Hello, {name}!',
  es: '¡Hola, {name}!',
  fi: 'Hei, {name}!',
  fr: 'Bonjour, {name} !',
  hi: 'नमस्ते, {name}!',
  it: 'Ciao, {name}!',
  ja: 'こんにちは、{name}さん!',
  nl: 'Hallo, {name}!',
  pl: 'Cześć, {name}!',
  pt: 'Olá, {name}!',
  sv: 'Hej, {name}!',
  uk: 'Привіт, {name}!',
  zh: '你好,{name}!',
} as const

export type Language = keyof typeof GREETINGS
export const LANGUAGES = Object.keys(GREETINGS) as Language[]

/** Puts a name into a greeting, as it is: a `$` in a name means nothing. */
export const greet = (greeting: string, name: string): string => greeting.replace('{name}', () => name)

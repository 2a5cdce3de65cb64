import { action, defineExtension, query, Type } from '@grantry/sdk'
import { GREETINGS, greet, LANGUAGES } from './greetings.ts'

export default defineExtension({
  queries: {
    greet: query({
      title: 'Greet somebody',
      description: 'A greeting in one of several languages, English unless another one is named.',
      input: Type.Object({
        name: Type.String({ title: 'Name', minLength: 1, maxLength: 100 }),
        language: Type.Optional(Type.Enum(LANGUAGES, { title: 'Language', default: 'en' })),
      }),
      output: Type.Object({ greeting: Type.String(), language: Type.Enum(LANGUAGES) }),
      run: ({ name, language = 'en' }) => ({ greeting: greet(GREETINGS[language], name), language }),
    }),

    fibonacci: query({
      title: 'Fibonacci, the slow way',
      description: 'Computes a Fibonacci number by plain recursion, to see fuel at work: a large n uses up any budget.',
      input: Type.Object({ n: Type.Integer({ title: 'n', minimum: 0, maximum: 78 }) }),
      output: Type.Object({ n: Type.Integer(), value: Type.Integer() }),
      run: ({ n }) => ({ n, value: fibonacci(n) }),
    }),
  },

  actions: {
    remember: action({
      title: 'Write a line into the log',
      input: Type.Object({ text: Type.String({ title: 'Text', minLength: 1, maxLength: 500 }) }),
      output: Type.Object({ remembered: Type.String() }),
      run({ text }, ctx) {
        ctx.log.info(`Remembered: ${text}`)
        return { remembered: text }
      },
    }),
  },
})

const fibonacci = (n: number): number => (n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2))

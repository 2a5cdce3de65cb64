import { describe, expect, expectTypeOf, it } from 'vitest'
import { action, defineExtension, query, Type, type Context, type Static } from './index.ts'

const greet = query({
  title: 'Greet',
  input: Type.Object({ name: Type.String(), language: Type.Optional(Type.Enum(['en', 'fr'])) }),
  output: Type.Object({ greeting: Type.String() }),
  run(input, ctx) {
    expectTypeOf(input).toEqualTypeOf<{ name: string; language?: 'en' | 'fr' }>()
    expectTypeOf(ctx).toEqualTypeOf<Context>()
    return { greeting: input.name }
  },
})

describe('defineExtension', () => {
  it('keeps names and types of its operations', () => {
    const remember = action({
      input: Type.Object({ text: Type.String() }),
      output: Type.Null(),
      run: async () => null,
    })
    const extension = defineExtension({ queries: { greet }, actions: { remember } })
    expect(Object.keys(extension.queries)).toEqual(['greet'])
    expect(extension.queries.greet.type).toBe('query')
    expect(extension.actions.remember.type).toBe('action')
    expectTypeOf<keyof typeof extension.queries>().toEqualTypeOf<'greet'>()
    expectTypeOf<Static<typeof extension.queries.greet.output>>().toEqualTypeOf<{ greeting: string }>()
  })

  it('needs no queries, actions or jobs', () => {
    expect(defineExtension({})).toEqual({ queries: {}, actions: {}, jobs: {} })
  })

  it('does not compile a handler whose answer is not what it declares', () => {
    query({
      input: Type.Object({ n: Type.Integer() }),
      output: Type.Object({ value: Type.Integer() }),
      // @ts-expect-error the output has a number
      run: ({ n }) => ({ value: String(n) }),
    })
    query({
      input: Type.Object({ n: Type.Integer() }),
      output: Type.Integer(),
      // @ts-expect-error the input has no m
      run: ({ m }) => m as number,
    })
  })

  it('does not take an action for a query', () => {
    // @ts-expect-error greet is a query
    defineExtension({ actions: { greet } })
  })
})

describe('Type', () => {
  it('infers arrays, unions, literals, intersections and hand-written schemas', () => {
    const schema = Type.Object({
      list: Type.Array(Type.Number()),
      either: Type.Union([Type.Literal('on'), Type.Null(), Type.Boolean()]),
      both: Type.Intersect([Type.Object({ a: Type.Integer() }), Type.Object({ b: Type.String() })]),
      pair: Type.Unsafe<[number, number]>({ type: 'array', minItems: 2, maxItems: 2 }),
      anything: Type.Unknown(),
    })
    expectTypeOf<Static<typeof schema>['list']>().toEqualTypeOf<number[]>()
    expectTypeOf<Static<typeof schema>['either']>().toEqualTypeOf<'on' | null | boolean>()
    expectTypeOf<Static<typeof schema>['both']>().toExtend<{ a: number; b: string }>()
    expectTypeOf<Static<typeof schema>['pair']>().toEqualTypeOf<[number, number]>()
    expect(JSON.parse(JSON.stringify(schema)).properties.pair).toEqual({ type: 'array', minItems: 2, maxItems: 2 })
  })
})

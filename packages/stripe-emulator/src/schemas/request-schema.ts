/**
 * The part of JSON Schema that describes Stripe's form parameters. `x-unsupported` names the properties that Stripe has
 * and the emulator does not.
 */
export type RequestSchema =
  | { readonly anyOf: readonly RequestSchema[] }
  | { readonly type: 'array'; readonly items: RequestSchema }
  | { readonly type: 'boolean' | 'integer' | 'number' }
  | { readonly type: 'string'; readonly enum?: readonly string[] }
  | { readonly type: 'object'; readonly additionalProperties: RequestSchema }
  | ObjectSchema

export interface ObjectSchema {
  readonly type: 'object'
  readonly properties: { readonly [name: string]: RequestSchema }
  readonly required: readonly string[]
  readonly additionalProperties: false
  readonly 'x-unsupported': readonly string[]
}

/** One schema for each route, such as `POST /v1/customers`. */
export type RequestSchemas = Readonly<Record<string, ObjectSchema>>

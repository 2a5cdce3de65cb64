import { fileURLToPath } from 'node:url'
import {
  API,
  type Checker,
  type Project,
  type Symbol,
  SymbolFlags,
  type Type,
  TypeFlags,
} from 'typescript/unstable/sync'

import type { ObjectSchema, RequestSchema, RequestSchemas } from '../src/schemas/request-schema.ts'

const CONFIG = fileURLToPath(new URL('../tsconfig.json', import.meta.url))
const API_FILE = fileURLToPath(new URL('../src/resources/api.ts', import.meta.url))

/**
 * Derives the request schemas from the types of the `stripe` package: every member of `Api` names a type of parameters
 * and the paths in it that the emulator implements.
 *
 * The types do not tell whole numbers from others, so every number is whole unless its name speaks of a percentage; and
 * `OtherString`, which stands for values of enumerations to come, is left out.
 */
export function deriveRequestSchemas(): RequestSchemas {
  const api = new API()
  try {
    const snapshot = api.updateSnapshot({ openProjects: [CONFIG] })
    const project = snapshot.getProjects().find(({ program }) => program.getSourceFile(API_FILE))
    if (!project) throw new Error(`TypeScript found no project with ${API_FILE}`)
    return new SchemaWriter(project).write()
  } finally {
    api.close()
  }
}

/** Paths such as `items.quantity`, as a tree. */
type Supported = Map<string, Supported>

class SchemaWriter {
  private readonly project: Project
  private readonly checker: Checker

  constructor(project: Project) {
    this.project = project
    this.checker = project.checker
  }

  write(): RequestSchemas {
    const file = this.project.program.getSourceFile(API_FILE)
    const module = file && this.checker.getSymbolAtLocation(file)
    const api = module && this.checker.getExportsOfModule(module).find(({ name }) => name === 'Api')
    if (!api) throw new Error('src/resources/api.ts exports no Api')
    const calls = this.checker.getPropertiesOfType(this.checker.getDeclaredTypeOfSymbol(api))
    return Object.fromEntries(
      calls
        .map((call) => [call.name, this.routeSchema(call)] as const)
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    )
  }

  private routeSchema(call: Symbol): ObjectSchema {
    const type = this.typeOf(call)
    const params = this.propertyType(type, 'params')
    const paths = this.literalsOf(this.propertyType(type, 'supports'))
    // Expanding is the same everywhere, and not each route's business.
    if (this.checker.getPropertyOfType(params, 'expand')) paths.push('expand')
    return this.objectSchema(params, treeOf(paths), call.name)
  }

  /** @param supported - what of it the emulator implements; all when nothing is said. */
  private objectSchema(type: Type, supported: Supported | undefined, where: string): ObjectSchema {
    const all = this.checker.getPropertiesOfType(type)
    const known = new Set(all.map(({ name }) => name))
    for (const name of supported?.keys() ?? []) {
      if (!known.has(name)) throw new Error(`${where}: Stripe has no parameter ${name}`)
    }
    const chosen = all.filter(({ name }) => !supported || supported.has(name))
    return {
      type: 'object',
      properties: Object.fromEntries(
        chosen.map((property) => [
          property.name,
          this.valueSchema(this.typeOf(property), below(supported, property.name), property.name),
        ]),
      ),
      required: chosen.filter(({ flags }) => (flags & SymbolFlags.Optional) === 0).map(({ name }) => name),
      additionalProperties: false,
      'x-unsupported': all.filter((property) => !chosen.includes(property)).map(({ name }) => name),
    }
  }

  private valueSchema(type: Type, supported: Supported | undefined, name: string): RequestSchema {
    const members = type.isUnionType() ? type.getTypes() : [type]
    const strings = members.filter((member) => member.isStringLiteralType()).map((member) => member.value)
    const others = members.filter((member) => !this.isOmitted(member))
    const alternatives: RequestSchema[] = others.map((member) => this.memberSchema(member, supported, name))
    // null is written as an empty string.
    const words = members.some(({ flags }) => flags & TypeFlags.Null) ? [...new Set([...strings, ''])] : strings
    if (words.length > 0) alternatives.unshift({ type: 'string', enum: words })
    const distinct = [...new Map(alternatives.map((schema) => [JSON.stringify(schema), schema])).values()]
    const [only] = distinct
    if (!only) throw new Error(`Nothing is known about the type of ${name}`)
    return distinct.length === 1 ? only : { anyOf: distinct }
  }

  /** Literals are gathered into one enumeration; `undefined`, `null` and `OtherString` need no schema of their own. */
  private isOmitted(type: Type): boolean {
    return (
      type.isStringLiteralType() ||
      type.isIntersectionType() ||
      (type.flags & (TypeFlags.Undefined | TypeFlags.Null)) !== 0
    )
  }

  private memberSchema(type: Type, supported: Supported | undefined, name: string): RequestSchema {
    if (type.flags & TypeFlags.String) return { type: 'string' }
    if (type.flags & TypeFlags.Number) return { type: /percent/.test(name) ? 'number' : 'integer' }
    if (type.flags & (TypeFlags.Boolean | TypeFlags.BooleanLiteral)) return { type: 'boolean' }
    if (type.isTypeReference() && this.checker.isArrayType(type)) {
      const [item] = this.checker.getTypeArguments(type)
      if (item) return { type: 'array', items: this.valueSchema(item, supported, name) }
    }
    // A decimal is written as text.
    if (type.getSymbol()?.name === 'Decimal') return { type: 'string' }
    const [index] = this.checker.getIndexInfosOfType(type)
    if (index) {
      return { type: 'object', additionalProperties: this.valueSchema(index.valueType, undefined, name) }
    }
    if (type.isObjectType()) return this.objectSchema(type, supported, name)
    throw new Error(`The type of ${name} is none that Stripe's forms use: ${this.checker.typeToString(type)}`)
  }

  private literalsOf(type: Type): string[] {
    const members = type.isUnionType() ? type.getTypes() : [type]
    return members.filter((member) => member.isStringLiteralType()).map((member) => member.value)
  }

  private propertyType(type: Type, name: string): Type {
    const property = this.checker.getPropertyOfType(type, name)
    if (!property) throw new Error(`${this.checker.typeToString(type)} has no ${name}`)
    return this.typeOf(property)
  }

  private typeOf(symbol: Symbol): Type {
    const type = this.checker.getTypeOfSymbol(symbol)
    if (!type) throw new Error(`TypeScript knows no type of ${symbol.name}`)
    return type
  }
}

/** A path that goes no further supports all that is below it. */
function below(supported: Supported | undefined, name: string): Supported | undefined {
  const tree = supported?.get(name)
  return tree?.size ? tree : undefined
}

function treeOf(paths: readonly string[]): Supported {
  const root: Supported = new Map()
  for (const path of paths) {
    let node = root
    for (const name of path.split('.')) {
      const next = node.get(name) ?? new Map<string, Supported>()
      node.set(name, next)
      node = next
    }
  }
  return root
}

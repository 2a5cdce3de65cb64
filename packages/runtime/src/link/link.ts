/** What a module imports, by import module and name. */
export type Imports = readonly { readonly module: string; readonly name: string }[]

/** Functions an ABI offers, by import module and name. */
export type Offer = ReadonlyMap<string, ReadonlyMap<string, WebAssembly.ImportValue>>

/**
 * The import object of one instance: exactly what the module imports, taken from what its ABI offers. Objects without a
 * prototype at both levels: with an ordinary `{}` a module that imports `"constructor"."constructor"` would be linked
 * to `Function` and could compile JavaScript outside of its sandbox.
 */
export function link(imports: Imports, offer: Offer): WebAssembly.Imports {
  const linked: WebAssembly.Imports = Object.create(null)
  for (const { module, name } of imports) {
    const value = offer.get(module)?.get(name)
    if (value === undefined) throw new Error(`no ABI offers ${module}.${name}: its check must come before linking`)
    linked[module] ??= Object.create(null) as Record<string, WebAssembly.ImportValue>
    linked[module][name] = value
  }
  return linked
}

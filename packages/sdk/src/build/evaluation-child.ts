/**
 * Runs in a child process that may neither read files nor use the network nor start processes. Evaluates the bundle on
 * its standard input among the globals of a guest and prints what it declares, or why it failed.
 */
import { text } from 'node:stream/consumers'
import { createContext, SourceTextModule } from 'node:vm'
import type { Evaluation } from './evaluate.ts'

const silence = () => undefined
const guestGlobals = {
  grantry: Object.freeze({
    abi: 1,
    call: () => Promise.reject(new Error('The platform cannot be called while the extension is being built')),
    log: silence,
  }),
  console: { debug: silence, trace: silence, log: silence, info: silence, warn: silence, error: silence },
  TextEncoder,
  TextDecoder,
  atob,
  btoa,
}

async function evaluate(code: string): Promise<Evaluation> {
  try {
    const module = new SourceTextModule(code, { identifier: 'extension.js', context: createContext(guestGlobals) })
    await module.link(refuseImport)
    await module.evaluate()
    return { described: (module.namespace as { described: string }).described }
  } catch (error) {
    return { error: describeError(error) }
  }
}

function refuseImport(specifier: string): never {
  throw new Error(`The bundle still imports ${specifier}`)
}

/** Errors of the guest come from another realm, where `instanceof Error` does not hold. */
function describeError(error: unknown): { message: string; stack: string } {
  const { name, message, stack } = Object(error) as Partial<Error>
  return { message: message === undefined ? String(error) : `${name}: ${message}`, stack: stack ?? '' }
}

process.stdout.write(JSON.stringify(await evaluate(await text(process.stdin))))

/* oxlint-disable no-unused-expressions -- the value of this script is the function */
/**
 * The first code in every JavaScript engine: what a guest finds as globals, and the other half of `js-instance.ts`.
 * It runs inside the guest's engine, on the guest's fuel, and is trusted with nothing. Its value is a function that
 * gets the host's functions and gives back the host's way in.
 *
 * Everything crosses as text or number. What it needs of the language it takes now, before a guest can replace it.
 */
;(function prelude(hostCall, hostLog, hostFinish, hostFail, hostRandom, hostJob) {
  'use strict'
  const { parse, stringify } = JSON
  const { defineProperty, freeze, hasOwn } = Object
  const PromiseConstructor = Promise
  const toBigInt = BigInt
  const then = Function.prototype.call.bind(Promise.prototype.then)
  const text = String
  const clock = Date.now
  const { encodeURIComponent: encodeText, decodeURIComponent: decodeText } = globalThis
  const { escape: escapeBytes, unescape: unescapeBytes, btoa: toBase64OfText, atob: fromBase64ToText } = globalThis
  const { fromBase64 } = Uint8Array
  const toBase64 = Function.prototype.call.bind(Uint8Array.prototype.toBase64)
  const MalformedError = URIError

  /** Host calls under way: how to settle each. */
  const pending = new Map()
  let operations = null
  /** What a guest finds as `grantry.job`; undefined but in the run of a job. */
  let job
  /** When this guest came into being, on the real clock. The engine's own origin is older: it booted for everybody. */
  let timeOrigin = 0

  class HostCallError extends Error {
    constructor(code, message) {
      super(message)
      this.code = code
    }
  }
  defineProperty(HostCallError.prototype, 'name', { value: 'HostCallError', configurable: true, writable: true })

  function call(method, payload) {
    return new PromiseConstructor((resolve, reject) => {
      pending.set(hostCall(text(method), jsonOf(payload)), { resolve, reject })
    })
  }

  function jsonOf(payload) {
    const json = stringify(payload === undefined ? null : payload)
    if (json === undefined) throw new TypeError('The payload of a host call must be JSON')
    return json
  }

  /** Gives a host call its reply. `{error, code}` is a refusal: the guest's promise rejects with an error of that code. */
  function settle(request, reply) {
    const { resolve, reject } = pending.get(request)
    pending.delete(request)
    const value = parse(reply)
    if (isRefusal(value)) reject(new HostCallError(value.code, value.error))
    else resolve(value)
  }

  function isRefusal(value) {
    if (value === null || typeof value !== 'object' || !hasOwn(value, 'error') || !hasOwn(value, 'code')) return false
    return typeof value.error === 'string' && typeof value.code === 'string'
  }

  function finish(value) {
    let json
    try {
      json = stringify(value === undefined ? null : value)
    } catch (error) {
      return hostFail('invalid_output', describe(error))
    }
    if (json === undefined) return hostFail('invalid_output', `a ${typeof value} is no JSON`)
    return hostFinish(json)
  }

  function fail(error) {
    hostFail(isOverflow(error) ? 'stack_overflow' : 'guest_error', describe(error))
  }

  // Guests throw all kinds of things, some of which throw again when they are looked at.
  function isOverflow(error) {
    try {
      return error instanceof RangeError && error.message === 'Maximum call stack size exceeded'
    } catch {
      return false
    }
  }

  /** Whatever was thrown, as text. */
  function describe(error) {
    try {
      return error instanceof Error ? `${error.name}: ${error.message}\n${error.stack ?? ''}` : text(error)
    } catch {
      return 'something that cannot be shown'
    }
  }

  /** The first thing in the life of a guest, before its module is evaluated. */
  function open() {
    timeOrigin = clock()
  }

  /** Takes the promise of the guest's module; finishes with the declared exports that are no functions in it. */
  function adopt(loading, names) {
    then(
      loading,
      (namespace) => {
        operations = namespace
        finish(parse(names).filter((name) => typeof namespace[name] !== 'function'))
      },
      fail,
    )
  }

  /** Calls an operation with the JSON of its input; `finish` or `fail` follow, now or after host calls. */
  function start(name, input) {
    pending.clear()
    const operation = operations[name]
    then(new PromiseConstructor((resolve) => resolve(operation(parse(input)))), finish, fail)
  }

  /** Runs a job; `state` is a Uint8Array, or null. What it returns is its exit code, or that with a message. */
  function run(name, context, state) {
    pending.clear()
    const operation = operations[name]
    const input = parse(context)
    job = jobFunctions(input.job_id)
    then(new PromiseConstructor((resolve) => resolve(operation(input, state))), endJob, fail)
  }

  function endJob(value) {
    const { exit, message = '' } = value !== null && typeof value === 'object' ? value : { exit: value }
    finish({ exit: exit ?? 0, message: text(message) })
  }

  function jobFunctions(id) {
    return freeze({
      id,
      loadState: () => hostJob('state'),
      loadText: () => hostJob('text'),
      checkpoint: async (state) => askJob('checkpoint', typeof state === 'string' ? state : bufferOf(state)),
      progress: async (fraction, message = '') => askJob('progress', +fraction, text(message)),
      checkInterrupt: () => askJob('interrupt'),
      warn: (message) => hostJob('warning', text(message)),
      error: (message) => hostJob('error', text(message)),
      log: (message) => hostJob('log', text(message)),
      bytes: (count) => hostJob('bytes', digitsOf(count)),
      items: (count) => hostJob('items', digitsOf(count)),
      spawn: async (type, params = {}) => askJob('spawn', text(type), jsonOf(params)),
    })
  }

  function askJob(name, first, second) {
    return new PromiseConstructor((resolve, reject) => pending.set(hostJob(name, first, second), { resolve, reject }))
  }

  function digitsOf(count) {
    if (typeof count !== 'number' && typeof count !== 'bigint') throw new TypeError('A count is a number or a bigint')
    const whole = toBigInt(count)
    if (whole < 0n || whole > 0xffffffffffffffffn) throw new RangeError('A count is from 0 to 2 to the power of 64 - 1')
    return text(whole)
  }

  /** The bytes of a view or a buffer, in a buffer of their own. */
  function bufferOf(state) {
    if (ArrayBuffer.isView(state)) return new Uint8Array(bytesOf(state)).buffer
    if (state instanceof ArrayBuffer) return state
    throw new TypeError('A state is a string, a Uint8Array or an ArrayBuffer')
  }

  const LEVELS = ['debug', 'info', 'warn', 'error']
  function log(level, message) {
    if (!LEVELS.includes(level)) throw new RangeError(`A log level is one of ${LEVELS.join(', ')}`)
    hostLog(LEVELS.indexOf(level), text(message))
  }

  function show(value) {
    if (typeof value === 'string') return value
    if (value instanceof Error) return describe(value)
    try {
      return stringify(value) ?? text(value)
    } catch {
      return text(value)
    }
  }
  const logger =
    (level) =>
    (...values) =>
      log(level, values.map(show).join(' '))

  function define(name, value) {
    defineProperty(globalThis, name, { value, writable: true, configurable: true })
  }
  const grantry = {
    abi: 1,
    call,
    log,
    get job() {
      return job
    },
  }
  defineProperty(globalThis, 'grantry', { value: freeze(grantry), enumerable: true })
  define('console', {
    debug: logger('debug'),
    trace: logger('debug'),
    log: logger('info'),
    info: logger('info'),
    warn: logger('warn'),
    error: logger('error'),
  })
  // The engine seeds its generator once, when it boots; all that begin as its snapshot would draw the same numbers.
  defineProperty(Math, 'random', { value: () => hostRandom(), writable: true, configurable: true })

  define('performance', {
    get timeOrigin() {
      return timeOrigin
    },
    now: () => clock() - timeOrigin,
  })

  define(
    'TextEncoder',
    class TextEncoder {
      get encoding() {
        return 'utf-8'
      }
      encode(input = '') {
        return encodeUtf8(text(input).toWellFormed())
      }
    },
  )

  /**
   * By way of what the engine has built in, at a tenth of the price of a loop over characters: `encodeURIComponent` knows
   * UTF-8, and `unescape` makes a character of each byte, which is what base64 is made of.
   */
  function encodeUtf8(string) {
    return fromBase64(toBase64OfText(unescapeBytes(encodeText(string))))
  }

  define(
    'TextDecoder',
    class TextDecoder {
      #fatal
      #keepsBom
      constructor(label = 'utf-8', { fatal = false, ignoreBOM = false } = {}) {
        if (!['utf-8', 'utf8'].includes(text(label).toLowerCase())) throw new RangeError('Only utf-8 can be decoded')
        this.#fatal = fatal
        this.#keepsBom = ignoreBOM
      }
      get encoding() {
        return 'utf-8'
      }
      get fatal() {
        return this.#fatal
      }
      get ignoreBOM() {
        return this.#keepsBom
      }
      decode(input) {
        if (input === undefined) return ''
        const bytes = bytesOf(input)
        const decoded = decodeWellFormed(bytes) ?? decodeUtf8(bytes, this.#fatal)
        return !this.#keepsBom && decoded.startsWith('\ufeff') ? decoded.slice(1) : decoded
      }
    },
  )

  function bytesOf(input) {
    return ArrayBuffer.isView(input)
      ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
      : new Uint8Array(input)
  }

  /** The way of `encodeUtf8` back; undefined when the bytes are not UTF-8 throughout. */
  function decodeWellFormed(bytes) {
    try {
      return decodeText(escapeBytes(fromBase64ToText(toBase64(bytes))))
    } catch (error) {
      if (error instanceof MalformedError) return undefined
      throw error
    }
  }

  /** For each lead byte from 0xc2 on: how many bytes follow, and the range of the first of them (Unicode, table 3-7). */
  function shapeOf(lead) {
    if (lead < 0xe0) return [1, 0x80, 0xbf]
    if (lead < 0xf0) return [2, lead === 0xe0 ? 0xa0 : 0x80, lead === 0xed ? 0x9f : 0xbf]
    return [3, lead === 0xf0 ? 0x90 : 0x80, lead === 0xf4 ? 0x8f : 0xbf]
  }

  /** UTF-8 as the Encoding Standard has it: each longest beginning of a sequence that breaks off is one U+FFFD. */
  function decodeUtf8(bytes, fatal) {
    let decoded = ''
    for (let at = 0; at < bytes.length;) {
      const lead = bytes[at++]
      if (lead < 0x80) {
        decoded += String.fromCharCode(lead)
        continue
      }
      const isLead = lead >= 0xc2 && lead <= 0xf4
      const [following, low, high] = isLead ? shapeOf(lead) : [0, 0, 0]
      let point = lead & (0x3f >> following)
      let taken = 0
      for (; taken < following && at < bytes.length; taken++, at++) {
        const byte = bytes[at]
        if (taken === 0 ? byte < low || byte > high : byte < 0x80 || byte > 0xbf) break
        point = (point << 6) | (byte & 63)
      }
      const isWhole = isLead && taken === following
      if (!isWhole && fatal) throw new TypeError('The bytes are not UTF-8')
      decoded += isWhole ? String.fromCodePoint(point) : '\ufffd'
    }
    return decoded
  }

  return { open, adopt, start, run, settle, describe }
})

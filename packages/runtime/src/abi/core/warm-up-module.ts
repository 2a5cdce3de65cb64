import { inspect } from '../../inspect/index.ts'
import { rewrite } from '../../instrument/index.ts'
import { DEFAULT_LIMITS } from '../../limits.ts'
import { decodeOutline, encodeOutline } from '../../rewriting/module-outline.ts'
import type { PreparedGuest } from '../abi.ts'
import { descriptionOf } from '../warm-up-guest.ts'
import { prepareCore } from './core-guest.ts'

/** `warm-up.wat`, assembled: a sandbox has no assembler. */
export const MODULE = Buffer.from(
  'AGFzbQEAAAABJAZgBX9/f39/AX9gA39/fwBgAAF/YAF/AX9gAn9/AGACf38BfwI6AgpzcGFjZWRyaXZlD3NwYWNlZHJpdmVfY2FsbAAACnNwYW' +
    'NlZHJpdmUOc3BhY2Vkcml2ZV9sb2cAAQMFBAIDBAUFAwEAAQYHAX8BQYAICwc4BQZtZW1vcnkCAAtwbHVnaW5faW5pdAACCndhc21fYWxsb2MA' +
    'Awl3YXNtX2ZyZWUABARlY2hvAAUKTgQEAEEACwsAIwAjACAAaiQACwIACzgBAX9BEEENQQAgACABEAAaQQEgACABEAEgAUEEahADIQIgAiABNg' +
    'IAIAJBBGogACAB/AoAACACCwsTAQBBEAsNcXVlcnk6bm9uZS52MQ==',
  'base64',
)

/**
 * A module of our own, ready to be opened, by the way that all modules take. `name`, below 128, is that of a section which
 * makes it another one: engines remember what they have compiled.
 */
export function warmUpModule(name: number): PreparedGuest {
  const code = Uint8Array.from([...MODULE, 0, 2, 1, name])
  const info = inspect(code)
  const { metered, offsets } = rewrite(code, info, DEFAULT_LIMITS, 'whole')
  const outline = decodeOutline(encodeOutline(info))
  return prepareCore(descriptionOf('core', code, 'echo'), code, { outline, metered, offsets })
}

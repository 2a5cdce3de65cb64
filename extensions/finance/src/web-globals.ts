/**
 * Gives the mail parser what it expects around it and a sandbox does not have. To be imported before the parser, which
 * takes hold of some of it as it is loaded.
 */
import { CharsetDecoder } from './charset-decoder.ts'
import { ChunkBlob } from './chunk-blob.ts'

if (!('Blob' in globalThis)) Object.assign(globalThis, { Blob: ChunkBlob, TextDecoder: CharsetDecoder })

import { config } from 'zod'

/*
 * zod compiles its schemas with `new Function` where it may; the content security policy does not allow it, and says so
 * on the console. Import this before the contract: a schema decides when it is made.
 */
config({ jitless: true })

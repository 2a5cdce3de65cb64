/** Export names of this form belong to the runtime: a guest that has one is refused. */
export const RESERVED_PREFIX = '__grantry_'

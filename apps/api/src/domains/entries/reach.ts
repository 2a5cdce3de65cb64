/**
 * How far somebody sees in lists and searches: everything (a member of the workspace), or the path patterns of a
 * guest's right. A single entry is not looked up through this: the gate decides about its path.
 */
export type Reach = 'everything' | { allowed: readonly string[]; denied: readonly string[] }

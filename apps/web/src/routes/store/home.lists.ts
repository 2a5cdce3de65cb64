/** What the home page shows of the catalogue. */
export const MOST_INSTALLED = { sort: 'installs', limit: 6 } as const
export const NEWEST = { sort: 'newest', limit: 6 } as const

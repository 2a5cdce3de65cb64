import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useVisitor } from './me.ts'
import { ownInstallsQuery } from './queries/own-installs.queries.ts'

/** Ids of the extensions that the person has in some workspace; none for a visitor. */
export function useInstalled(): ReadonlySet<string> {
  const isSomebody = useVisitor() !== null
  const installs = useQuery({ ...ownInstallsQuery, enabled: isSomebody }).data
  return useMemo(() => new Set(isSomebody ? installs?.map(({ extension }) => extension) : []), [isSomebody, installs])
}

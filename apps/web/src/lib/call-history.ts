import { ProblemError, type OperationAnswer } from '@grantry/sdk/client/page'
import { queryOptions, skipToken, useQuery, useQueryClient } from '@tanstack/react-query'

/** A call that was made by hand in this session. */
export interface PastCall {
  id: string
  at: string
  method: string
  input: unknown
  tookMs: number
  outcome: { output: unknown; fuel: number | null } | { code: string; detail: string }
}

const MOST_CALLS = 50

/** Kept with the answers of the server, so that it goes when they go: with the page, and at the sign-out. */
const callHistoryQuery = (workspace: string) =>
  queryOptions<PastCall[]>({
    queryKey: ['call-history', workspace],
    queryFn: skipToken,
    initialData: [],
    staleTime: Infinity,
    gcTime: Infinity,
  })

export interface CallHistory {
  /** Newest first. */
  calls: readonly PastCall[]
  /** Remembers a call when it has ended, however that is. */
  record: (method: string, input: unknown, call: Promise<OperationAnswer>) => Promise<OperationAnswer>
}

export function useCallHistory(workspace: string): CallHistory {
  const queryClient = useQueryClient()
  const query = callHistoryQuery(workspace)
  const { data: calls = [] } = useQuery(query)
  const record: CallHistory['record'] = async (method, input, call) => {
    const at = new Date()
    const add = (outcome: PastCall['outcome']) => {
      const past = { id: crypto.randomUUID(), at: at.toISOString(), method, input, tookMs: Date.now() - at.getTime() }
      queryClient.setQueryData(query.queryKey, (before = []) => [{ ...past, outcome }, ...before].slice(0, MOST_CALLS))
    }
    try {
      const answer = await call
      add({ output: answer.output, fuel: answer.fuel })
      return answer
    } catch (error) {
      add(failure(error))
      throw error
    }
  }
  return { calls, record }
}

const failure = (error: unknown): PastCall['outcome'] =>
  error instanceof ProblemError
    ? { code: error.code, detail: error.detail }
    : { code: 'failed', detail: error instanceof Error ? error.message : String(error) }

import type { Me } from '@grantry/contract'
import type { ClientOptions, ReadAnswer } from '@grantry/sdk/client/page'
import { ME_KEY, queryClient } from './query-client.ts'

/** The server this page came from, as the person who is signed in. */
export const server: ClientOptions = {
  baseUrl: '',
  csrf: () => queryClient.getQueryData<Me | null>(ME_KEY)?.csrfToken ?? null,
}

/** The server and this page are one build, so answers are taken as they come; development checks every one. */
export const readAnswer: ReadAnswer = import.meta.env.DEV
  ? (await import('@grantry/sdk/client')).checkAnswer
  : (_, json) => json as never

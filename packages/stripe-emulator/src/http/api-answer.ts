import type { RouteName } from '../resources/api.ts'
import { newId } from '../state/ids.ts'
import type { ApiFaults } from './api-faults.ts'
import { type Answer, type ApiSettings, faultAnswer, type IncomingRequest, serve } from './api-request.ts'
import { StripeFault } from './stripe-fault.ts'

export interface FaultySettings extends ApiSettings {
  readonly faults: ApiFaults
  /** Called after each request, when things may have become due. */
  readonly afterRequest: () => void
}

/** Answers a request, unless something was made to go wrong with it. Without a result the connection breaks. */
export async function answerCall(
  settings: FaultySettings,
  route: RouteName,
  request: IncomingRequest,
): Promise<{ requestId: string; result: Answer | null }> {
  const requestId = newId('req', 14)
  const fault = settings.faults.take(route)
  if (fault === 'drop_request') return { requestId, result: null }
  const mayBegin = async () => (fault === 'wait' ? settings.faults.wait() : undefined)
  const result =
    fault === 'server_error' || fault === 'rate_limit'
      ? faultAnswer(FAULTS[fault])
      : await serve(settings, { route, request, requestId, mayBegin })
  settings.afterRequest()
  return { requestId, result: fault === 'drop_answer' ? null : result }
}

const FAULTS = {
  server_error: new StripeFault(500, { type: 'api_error', message: 'An injected server error. Nothing was done.' }),
  rate_limit: new StripeFault(429, {
    type: 'invalid_request_error',
    code: 'rate_limit',
    message: 'Request rate limit exceeded. (Injected; nothing was done.)',
  }),
}

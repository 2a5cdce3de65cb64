import type { RouteName } from '../resources/api.ts'
import { newId } from '../state/ids.ts'
import type { ApiFaults } from './api-faults.ts'
import {
  type Answer,
  type ApiSettings,
  faultAnswer,
  type IncomingCall,
  type IncomingRequest,
  serve,
} from './api-request.ts'
import { StripeFault } from './stripe-fault.ts'

export interface FaultySettings extends ApiSettings {
  readonly faults: ApiFaults
  /** Called after each request, when things may have become due. */
  readonly afterRequest: () => void
}

export interface Answered<Result = Answer> {
  readonly requestId: string
  readonly result: Result
}

/** Answers a request, unless something was made to go wrong with it. Without a result the connection breaks. */
export async function answerCall(
  settings: FaultySettings,
  route: RouteName,
  request: IncomingRequest,
): Promise<Answered<Answer | null>> {
  const requestId = newId('req', 14)
  const result = await resultOf(settings, { route, request, requestId })
  logRequest(settings, request, { requestId, result })
  return { requestId, result }
}

/** Refuses a request that is for no route, or could not be read. */
export function answerRefusal(
  settings: FaultySettings,
  request: Pick<IncomingRequest, 'method' | 'url'>,
  fault: StripeFault,
): Answered {
  const requestId = newId('req', 14)
  const result = faultAnswer(settings, requestId, fault)
  logRequest(settings, request, { requestId, result })
  return { requestId, result }
}

function logRequest(
  { world }: FaultySettings,
  { method, url }: Pick<IncomingRequest, 'method' | 'url'>,
  { requestId, result }: Answered<Answer | null>,
): void {
  world.settings.requests.add({ id: requestId, method, url, status: result?.status ?? null })
}

async function resultOf(settings: FaultySettings, call: Omit<IncomingCall, 'mayBegin'>): Promise<Answer | null> {
  const { requestId } = call
  const fault = settings.faults.take(call.route)
  if (fault === 'drop_request') return null
  const mayBegin = async () => (fault === 'wait' ? settings.faults.wait() : undefined)
  const result =
    fault === 'server_error' || fault === 'rate_limit' || fault === 'refusal'
      ? faultAnswer(settings, requestId, FAULTS[fault])
      : await serve(settings, { ...call, mayBegin })
  settings.afterRequest()
  return fault === 'drop_answer' ? null : result
}

const FAULTS = {
  server_error: new StripeFault(500, { type: 'api_error', message: 'An injected server error. Nothing was done.' }),
  refusal: new StripeFault(400, { type: 'invalid_request_error', message: 'An injected refusal. Nothing was done.' }),
  rate_limit: new StripeFault(429, {
    type: 'invalid_request_error',
    code: 'rate_limit',
    message: 'Request rate limit exceeded. (Injected; nothing was done.)',
  }),
}

import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common'
import { PROBLEM_KINDS, type Problem, type ProblemKind } from '@grantry/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { STATUS_CODES } from 'node:http'
import { DomainError } from '../../kernel/domain-error.ts'
import { isUnavailable } from '../database/index.ts'
import { FRAMEWORK_CODES, httpErrors } from './http.errors.ts'

/** The one place where a failure becomes a status. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http')

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp()
    const request = http.getRequest<FastifyRequest>()
    const reply = http.getResponse<FastifyReply>()
    const problem = toProblem(hasHungUp(request) ? httpErrors.hungUp(error) : explained(error), request)
    if (problem.status >= 500) this.logger.error({ err: error, requestId: request.id, code: problem.code })
    void reply.headers(headersOf(explained(error)))
    if (reply.sent) return
    sendProblem(reply, problem)
  }
}

/** An answer of 401 says how to show who one is (RFC 9110, 15.5.2). */
export function sendProblem(reply: FastifyReply, problem: Problem): void {
  if (problem.status === PROBLEM_KINDS.unauthenticated) void reply.header('www-authenticate', 'Bearer')
  void reply.status(problem.status).header('content-type', 'application/problem+json').send(JSON.stringify(problem))
}

/** A database that does not answer is no fault of ours in the code, and the client may try again. */
const explained = (error: unknown): unknown => (isUnavailable(error) ? httpErrors.databaseAway(error) : error)

function headersOf(error: unknown): Record<string, string> {
  if (!(error instanceof DomainError)) return {}
  const { headers = {}, retryAfterSeconds } = error.details
  return retryAfterSeconds === undefined ? headers : { ...headers, 'retry-after': String(retryAfterSeconds) }
}

/** The client went away in the middle of its request: whatever failed, failed for want of the rest. */
const hasHungUp = ({ raw }: FastifyRequest): boolean => raw.destroyed && !raw.complete

export function toProblem(error: unknown, request: Pick<FastifyRequest, 'id'>): Problem {
  if (error instanceof DomainError)
    return problemOf(error.kind, error.code, error.message, request, {
      ...error.details.fields,
      issues: error.details.issues,
    })
  const status = frameworkStatus(error)
  const known = FRAMEWORK_CODES[status]
  if (known === undefined || status >= 500) {
    return problemOf(
      'internal',
      'internal',
      'Something went wrong on our side. It has been logged under this request id.',
      request,
    )
  }
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, ...known, instance: request.id }
}

function problemOf(
  kind: ProblemKind,
  code: string,
  detail: string,
  request: Pick<FastifyRequest, 'id'>,
  fields: Partial<Problem> = {},
): Problem {
  const status = PROBLEM_KINDS[kind]
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code,
    detail,
    instance: request.id,
    ...fields,
  }
}

function frameworkStatus(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus()
  if (typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number')
    return error.statusCode
  return 500
}

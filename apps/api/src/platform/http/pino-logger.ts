import type { LoggerService } from '@nestjs/common'
import type { Logger } from 'pino'

/** Lets Nest's own messages and our `Logger`s end in the one structured log. */
export class PinoLogger implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    // Nest announces every route and module it finds; that is detail, not news.
    const context = contextOf(rest)
    const level = context !== undefined && FRAMEWORK.has(context) ? 'debug' : 'info'
    this.write(level, message, rest)
  }
  error(message: unknown, ...rest: unknown[]): void {
    // A failed start is told by whoever started it, in a sentence.
    if (contextOf(rest) === 'ExceptionHandler') return this.write('debug', message, rest)
    this.write('error', message, rest)
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest)
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest)
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest)
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest)
  }

  private write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    rest: unknown[],
  ): void {
    const context = contextOf(rest)
    if (message instanceof Error) this.pino[level]({ context, err: message }, message.message)
    else if (typeof message === 'object' && message !== null) this.pino[level]({ context, ...message })
    else this.pino[level]({ context }, String(message))
  }
}

const FRAMEWORK = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication'])
const contextOf = (rest: unknown[]): string | undefined => {
  const last = rest.at(-1)
  return typeof last === 'string' ? last : undefined
}

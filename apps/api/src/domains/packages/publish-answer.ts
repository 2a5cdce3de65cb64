import type { Published, PublishLine, PublishStage } from '@grantry/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { PassThrough } from 'node:stream'
import { toProblem } from '../../platform/http/index.ts'

const LINES = 'application/x-ndjson'

export const wantsStages = ({ headers }: FastifyRequest): boolean => headers.accept?.includes(LINES) ?? false

/** An answer that is written while the work goes on: a line of JSON for each stage, and one for how it ended. */
export class PublishAnswer {
  private lines: PassThrough | null = null

  constructor(
    private readonly request: FastifyRequest,
    private readonly reply: FastifyReply,
  ) {}

  /** What fails before the first stage is a problem like any other; afterwards the status has been sent. */
  async tell(work: (onStage: (stage: PublishStage) => void) => Promise<Published>): Promise<void> {
    try {
      this.write({ published: await work((stage) => this.write(stage)) })
    } catch (error) {
      if (this.lines === null) throw error
      this.write({ problem: toProblem(error, this.request) })
    }
    this.lines?.end()
  }

  private write(line: PublishLine): void {
    this.lines ??= this.begin()
    this.lines.write(`${JSON.stringify(line)}\n`)
  }

  private begin(): PassThrough {
    const lines = new PassThrough()
    void this.reply.status(200).header('content-type', LINES).header('cache-control', 'no-store').send(lines)
    return lines
  }
}

import { Injectable } from '@nestjs/common'
import { HttpAdapterHost } from '@nestjs/core'
import { AppConfig } from '../../config/app-config.ts'

/**
 * Where people reach this server, for links that leave it. Never taken from a request: whoever sends one writes its
 * headers, and a link in a mail would lead to them.
 */
@Injectable()
export class SiteAddress {
  constructor(
    private readonly config: AppConfig,
    private readonly adapter: HttpAdapterHost,
  ) {}

  /** Without a slash at its end. */
  get origin(): string {
    const { publicUrl, host, port } = this.config
    if (publicUrl !== null) return publicUrl
    const listening: unknown = this.adapter.httpAdapter.getHttpServer().address()
    const actual = typeof listening === 'object' && listening !== null && 'port' in listening ? listening.port : port
    return `http://${hostFor(host)}:${String(actual)}`
  }
}

/** Every interface is no address; this machine is one of them. */
const hostFor = (host: string): string =>
  host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host

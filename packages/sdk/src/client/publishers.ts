import type { AddPublisherMember, CreatePublisher, PublishAs } from '@grantry/contract'
import { path } from './path.ts'
import type { Transport } from './transport.ts'
import { upload, type Upload } from './upload.ts'

/** Publisher organisations, their members and what they publish. */
export const publishersResource = (transport: Transport) => {
  const { json, send } = transport
  return {
    create: (body: CreatePublisher) => json({ method: 'POST', path: '/v1/publishers', body }, 'Publisher'),
    get: (slug: string) => json({ method: 'GET', path: path`/v1/publishers/${slug}` }, 'Publisher'),
    listMembers: (slug: string) =>
      json({ method: 'GET', path: path`/v1/publishers/${slug}/members` }, 'PublisherMemberPage'),
    addMember: (slug: string, body: AddPublisherMember) =>
      json({ method: 'POST', path: path`/v1/publishers/${slug}/members`, body }, 'PublisherMember'),
    removeMember: (slug: string, userId: string) =>
      send({ method: 'DELETE', path: path`/v1/publishers/${slug}/members/${userId}` }),
    /** Versions in every state, newest first; for members. */
    listVersions: (slug: string, query: { limit?: number; cursor?: string } = {}) =>
      json({ method: 'GET', path: path`/v1/publishers/${slug}/versions`, query }, 'PublisherVersionPage'),
    /**
     * Uploads a .tgz; the version is then `submitted`, or with `as: 'draft'` kept until somebody submits it. A refused
     * archive answers with one issue for each fault.
     */
    publish: (slug: string, { as, ...archive }: Omit<Upload, 'path'> & { as?: PublishAs }) =>
      upload(transport, {
        ...archive,
        path: path`/v1/publishers/${slug}/versions`,
        query: { as: as === 'draft' ? as : undefined },
      }),
    /** In full, beside the version that was uploaded before it, or another one. */
    getVersion: (slug: string, extension: string, version: string, query: { against?: string } = {}) =>
      json(
        { method: 'GET', path: path`/v1/publishers/${slug}/versions/${extension}/${version}`, query },
        'PublisherVersionDetail',
      ),
    /** How the installs of its extensions fare: counts over the last days. */
    fleet: (slug: string) => json({ method: 'GET', path: path`/v1/publishers/${slug}/fleet` }, 'Fleet'),
    submitDraft: (slug: string, extension: string, version: string) =>
      send({ method: 'POST', path: path`/v1/publishers/${slug}/versions/${extension}/${version}/submit` }),
    /** Deletes a draft; its number is free again. */
    discardDraft: (slug: string, extension: string, version: string) =>
      send({ method: 'DELETE', path: path`/v1/publishers/${slug}/versions/${extension}/${version}` }),
    /** Stops new installs of a version and keeps the existing ones. */
    yank: (slug: string, extension: string, version: string) =>
      send({ method: 'POST', path: path`/v1/publishers/${slug}/versions/${extension}/${version}/yank` }),
  }
}

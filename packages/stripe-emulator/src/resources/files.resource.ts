import type { Stripe } from 'stripe'

import { invalidRequest } from '../http/stripe-fault.ts'
import { newId } from '../state/ids.ts'
import { isWithin, pageOf } from '../state/list-page.ts'
import type { World } from '../state/world.ts'
import type { Routes } from './api.ts'
import type { Call, Paging } from './call.ts'

/** What is said of an upload. Its bytes are counted and not kept. */
export interface UploadParams {
  readonly purpose: Stripe.FileCreateParams.Purpose
  readonly file: { readonly name: string; readonly type: string; readonly size: number }
}

export interface FileCalls {
  'POST /v1/files': Call<UploadParams, 'file' | 'purpose', Stripe.File>
  'GET /v1/files': Call<Stripe.FileListParams, Paging | 'created' | 'purpose', Stripe.ApiList<Stripe.File>>
  'GET /v1/files/:id': Call<Stripe.FileRetrieveParams, never, Stripe.File>
}

const EVIDENCE_TYPES: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
}
const EVIDENCE_BYTES = 5 * 1024 * 1024

export const fileRoutes = {
  'POST /v1/files': ({ world, params }) => keepFile(world, params),
  'GET /v1/files': ({ world, params }) =>
    pageOf(
      world
        .list('file')
        .filter(
          ({ created, purpose }) =>
            isWithin(created, params.created) && (params.purpose === undefined || purpose === params.purpose),
        ),
      params,
      '/v1/files',
      'file',
    ),
  'GET /v1/files/:id': ({ world, path }) => world.get('file', path.id),
} satisfies Partial<Routes>

function keepFile(world: World, { purpose, file: { name, type, size } }: UploadParams): Stripe.File {
  if (purpose !== 'dispute_evidence') {
    throw invalidRequest('The local Stripe emulator keeps files of the purpose dispute_evidence alone.', {
      param: 'purpose',
    })
  }
  const short = EVIDENCE_TYPES[type]
  if (short === undefined) {
    throw invalidRequest('File for purpose `dispute_evidence` must be one of: pdf, jpg, png.', { param: 'file' })
  }
  if (size === 0 || size > EVIDENCE_BYTES) {
    throw invalidRequest(`File for purpose \`dispute_evidence\` must have 1 to ${EVIDENCE_BYTES} bytes.`, {
      param: 'file',
    })
  }
  const id = newId('file')
  return world.put('file', {
    id,
    object: 'file',
    created: world.now(),
    expires_at: null,
    filename: name,
    links: { object: 'list', data: [], has_more: false, url: `/v1/file_links?file=${id}` },
    purpose,
    size,
    title: null,
    type: short,
    url: `${world.settings.url}/v1/files/${id}/contents`,
  } satisfies Stripe.File)
}
